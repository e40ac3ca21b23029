#pragma once

#include "backend/simulators/books.h"
#include "backend/simulators/faults.h"

#include <nlohmann/json.hpp>

// What the control API takes and tells, as JSON. Included by sources only.
namespace holdfast::simulators {

/// Reads an object's members and remembers the first thing that is wrong with it. What nobody asked for is wrong too.
class JsonReader final
{
public:
    explicit JsonReader(const nlohmann::ordered_json &object) : object_(object) {}

    [[nodiscard]] std::optional<std::string> text(const std::string &name);
    [[nodiscard]] std::optional<std::int64_t> integer(const std::string &name);
    [[nodiscard]] std::optional<double> number(const std::string &name);
    [[nodiscard]] std::optional<bool> boolean(const std::string &name);
    /// Names to texts; numbers and booleans are taken as they are written.
    [[nodiscard]] Metadata map(const std::string &name);

    void complain(std::string flaw);
    [[nodiscard]] std::optional<std::string> finish();

private:
    [[nodiscard]] const nlohmann::ordered_json *take(const std::string &name);

    const nlohmann::ordered_json &object_;
    std::vector<std::string> known_;
    std::optional<std::string> flaw_;
};

/// A fault as it is ordered, or what is wrong with the order.
[[nodiscard]] std::variant<Fault, std::string> read_fault(const nlohmann::ordered_json &order);
[[nodiscard]] nlohmann::ordered_json fault_json(const Fault &fault);

struct PlantOrder
{
    Planted planted;
    bool announced = false; ///< with the events it would have had
};
[[nodiscard]] std::variant<PlantOrder, std::string> read_planted(const nlohmann::ordered_json &order);

} // namespace holdfast::simulators
