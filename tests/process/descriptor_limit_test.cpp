#include "backend/process/descriptor_limit.h"

#include <QTest>

#include <sys/resource.h>

using namespace holdfast;

namespace {

rlimit limit_now()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        qFatal("getrlimit");
    return limit;
}

} // namespace

class DescriptorLimitTest final : public QObject
{
    Q_OBJECT

private slots:
    void theSoftLimitBecomesTheHardOne()
    {
        const auto hard = limit_now().rlim_max;
        const rlimit low{256, hard};
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &low), 0);
        const auto raised = process::raise_descriptor_limit();
        QCOMPARE(raised, static_cast<std::size_t>(std::min<rlim_t>(hard, 65'536)));
        QCOMPARE(limit_now().rlim_cur, static_cast<rlim_t>(raised));
        QCOMPARE(limit_now().rlim_max, hard);
        QCOMPARE(process::raise_descriptor_limit(), raised); // and stays there
    }

    void itIsNeverLowered()
    {
        const auto hard = limit_now().rlim_max;
        const rlimit high{std::min<rlim_t>(hard, 100'000), hard}; // above ours, where the system lets us
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &high), 0);
        QCOMPARE(process::raise_descriptor_limit(), static_cast<std::size_t>(high.rlim_cur));
    }
};

QTEST_APPLESS_MAIN(DescriptorLimitTest)
#include "descriptor_limit_test.moc"
