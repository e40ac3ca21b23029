#include "models/run_event.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace holdfast::models {

namespace {

using Level = RunLogModel::Level;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ScenarioResult)
};

constexpr qsizetype stepCap = 200;
constexpr qsizetype checkCap = 1000;
constexpr qsizetype metricCap = 500;

/// Text or number, as text: a seed or an observed value may be either.
QString asText(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Double: {
        const double number = value.toDouble();
        const qint64 whole = value.toInteger();
        return double(whole) == number ? QString::number(whole) : QString::number(number);
    }
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    default:
        return {};
    }
}

CheckResult toCheck(const QJsonObject &json)
{
    CheckResult check;
    check.name = json.value(u"name").toString();
    check.expected = asText(json.value(u"expected"));
    check.observed = asText(json.value(u"observed"));
    check.severity = json.value(u"severity").toString();
    check.ok = json.value(u"ok").toBool(false);
    return check;
}

ScenarioResult toResult(const QJsonObject &json)
{
    ScenarioResult result;
    result.id = json.value(u"id").toString();
    result.title = json.value(u"title").toString();
    result.status = parseScenarioStatus(json.value(u"status").toString());
    if (json.value(u"aborted").toBool()) // stopped by somebody, which says nothing about the system
        result.status = ScenarioStatus::Aborted;
    result.flaky = json.value(u"flaky").toBool();
    result.durationMs = qint64(json.value(u"duration_ms").toDouble());
    const auto checks = json.value(u"checks").toArray();
    for (const auto &check : checks) {
        if (check.isObject() && result.checks.size() < checkCap)
            result.checks.append(toCheck(check.toObject()));
    }
    const auto conditions = json.value(u"conditions").toArray();
    for (const auto &value : conditions) {
        const auto condition = value.toObject();
        if (!condition.isEmpty() && result.conditions.size() < checkCap) {
            result.conditions.append({condition.value(u"name").toString(), Words::tr("happened"),
                                      condition.value(u"detail").toString(), QStringLiteral("VALIDITY"),
                                      condition.value(u"happened").toBool()});
        }
    }
    const auto parameters = json.value(u"parameters").toObject();
    for (auto it = parameters.begin(); it != parameters.end(); ++it)
        result.parameters.insert(it.key(), asText(it.value()));
    const auto metrics = json.value(u"metrics").toObject();
    for (auto it = metrics.begin(); it != metrics.end() && result.metrics.size() < metricCap; ++it) {
        if (it->isDouble())
            result.metrics.insert(it.key(), it->toDouble());
    }
    result.keptSandbox = json.value(u"kept_sandbox").toString();
    result.seed = asText(json.value(u"seed"));
    result.reproduce = json.value(u"reproduce").toString();
    result.report = json.value(u"report").toString();
    result.error = json.value(u"error").toString();
    result.saboteur = json.value(u"saboteur").toString();
    result.caughtBy = json.value(u"caught_by").toString();
    result.rerunOf = json.value(u"rerun_of").toString();
    return result;
}

RunStarted toStarted(const QJsonObject &json)
{
    RunStarted started;
    started.scenario = json.value(u"scenario").toString();
    started.title = json.value(u"title").toString();
    started.seed = asText(json.value(u"seed"));
    started.saboteur = json.value(u"saboteur").toString();
    started.repeat = qMax(1, json.value(u"repeat").toInt(1));
    started.of = qMax(1, json.value(u"of").toInt(1));
    started.rerunOf = json.value(u"rerun_of").toString();
    started.report = json.value(u"report").toString();
    const auto steps = json.value(u"steps").toArray();
    for (const auto &step : steps) {
        if (started.steps.size() < stepCap)
            started.steps.append(step.toString());
    }
    return started;
}

RunStepModel::Step toStep(const QJsonObject &json)
{
    RunStepModel::Step step;
    step.name = json.value(u"step").toString();
    const QString status = json.value(u"status").toString();
    step.status = status == QLatin1String("done") ? RunStepModel::Status::Done
        : status == QLatin1String("failed")       ? RunStepModel::Status::Failed
                                                  : RunStepModel::Status::Running;
    step.detail = json.value(u"detail").toString();
    const auto ms = json.value(u"ms");
    step.ms = ms.isDouble() ? qint64(ms.toDouble()) : -1;
    return step;
}

RunLogModel::Line toLine(const QJsonObject &json, const QDateTime &at)
{
    RunLogModel::Line line;
    line.at = at;
    const QString level = json.value(u"level").toString();
    line.level = level == QLatin1String("WARN") ? Level::Warn
        : level == QLatin1String("FAULT")       ? Level::Fault
        : level == QLatin1String("FAIL")        ? Level::Fail
                                                : Level::Info;
    line.source = json.value(u"source").toString();
    line.text = json.value(u"text").toString();
    return line;
}

std::optional<double> milliseconds(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

LoadSample toSample(const QJsonObject &json)
{
    const auto count = [&json](QStringView name) { return std::max<qint64>(0, json.value(name).toInteger()); };
    LoadSample sample;
    sample.phase = json.value(u"phase").toString();
    sample.atMs = count(u"at_ms");
    sample.intervalMs = count(u"interval_ms");
    sample.offered = count(u"offered");
    sample.started = count(u"started");
    sample.dropped = count(u"dropped");
    sample.ok = count(u"ok");
    sample.refused = count(u"refused");
    sample.failed = count(u"failed");
    sample.unknown = count(u"unknown");
    sample.p50Ms = milliseconds(json.value(u"p50_ms"));
    sample.p95Ms = milliseconds(json.value(u"p95_ms"));
    sample.p99Ms = milliseconds(json.value(u"p99_ms"));
    sample.serviceP50Ms = milliseconds(json.value(u"service_p50_ms"));
    sample.serviceP95Ms = milliseconds(json.value(u"service_p95_ms"));
    sample.serviceP99Ms = milliseconds(json.value(u"service_p99_ms"));
    sample.lagMs = json.value(u"lag_ms").toDouble();
    return sample;
}

std::optional<RunEventBody> toBody(const QString &kind, const QJsonObject &json, const QDateTime &at)
{
    if (kind == QLatin1String("run_started"))
        return toStarted(json);
    if (kind == QLatin1String("sandbox"))
        return RunSandbox{json.value(u"name").toString(), json.value(u"dsn").toString(),
                          json.value(u"api_url").toString()};
    if (kind == QLatin1String("step"))
        return toStep(json);
    if (kind == QLatin1String("progress"))
        return RunProgress{qint64(json.value(u"done").toDouble()), qint64(json.value(u"total").toDouble())};
    if (kind == QLatin1String("metric"))
        return RunMetric{json.value(u"name").toString(), json.value(u"value").toDouble()};
    if (kind == QLatin1String("check"))
        return toCheck(json);
    if (kind == QLatin1String("log"))
        return toLine(json, at);
    if (kind == QLatin1String("fault"))
        return RunFault{json.value(u"name").toString(), json.value(u"on").toBool(),
                        json.value(u"detail").toString()};
    if (kind == QLatin1String("load"))
        return toSample(json);
    if (kind == QLatin1String("result")) {
        auto result = toResult(json);
        result.finishedAt = at;
        return result;
    }
    if (kind == QLatin1String("finished"))
        return RunFinished{json.value(u"exit").toInt(-1), json.value(u"report").toString()};
    return std::nullopt;
}

QString shown(const QByteArray &line)
{
    return QString::fromUtf8(line.left(RunLogModel::lineCap));
}

} // namespace

RunEvent parseRunEvent(const QByteArray &line)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(line, &error);
    if (error.error != QJsonParseError::NoError || !document.isObject())
        return {{}, {}, RunGarbage{shown(line)}};
    const auto json = document.object();
    RunEvent event;
    event.at = QDateTime::fromString(json.value(u"at").toString(), Qt::ISODateWithMs).toLocalTime();
    event.run = json.value(u"run").toString();
    if (auto body = toBody(json.value(u"event").toString(), json, event.at))
        event.body = *std::move(body);
    else
        event.body = RunGarbage{shown(line)};
    return event;
}

ScenarioResult parseResult(const QByteArray &json)
{
    const auto document = QJsonDocument::fromJson(json);
    if (document.isObject())
        return toResult(document.object());
    ScenarioResult result;
    result.status = ScenarioStatus::Error;
    result.error = Words::tr("The result is not readable.");
    return result;
}

QList<QByteArray> LineSplitter::feed(const QByteArray &piece)
{
    QList<QByteArray> lines;
    qsizetype from = 0;
    while (from < piece.size()) {
        const auto end = piece.indexOf('\n', from);
        const auto stop = end < 0 ? piece.size() : end;
        if (!m_skipping) {
            const auto room = lineCap - m_partial.size();
            m_partial.append(piece.constData() + from, qMin(stop - from, room));
            if (stop - from > room) {
                lines.append(std::exchange(m_partial, {}));
                m_skipping = true;
            }
        }
        if (end < 0)
            break;
        if (!m_skipping)
            lines.append(std::exchange(m_partial, {}));
        m_skipping = false;
        from = end + 1;
    }
    return lines;
}

QByteArray LineSplitter::finish()
{
    m_skipping = false;
    return std::exchange(m_partial, {});
}

} // namespace holdfast::models
