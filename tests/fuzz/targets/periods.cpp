// Months and days of the contract, and the month in a file's name.

#include "domain/calendar.hpp"
#include "support/held.hpp"
#include "support/input.hpp"

using namespace quittance;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string name(reinterpret_cast<const char*>(data), size);
    if (const auto period = Period::in_name(name)) {
        const std::string text = period->text();
        const std::string year = text.substr(0, 4);
        const std::string month = text.substr(5);
        const bool there = name.find(year + month) != name.npos ||
                           name.find(year + '-' + month) != name.npos ||
                           name.find(year + '_' + month) != name.npos;
        fuzz::held(there, "the month stands in the name");
        fuzz::held(Period::parse(text) == period, "a month is read back");
    }
    if (const auto period = Period::parse(name)) {
        fuzz::held(period->text() == name, "a month is written as it was");
        fuzz::held(period->previous() < *period, "the month before is before");
    }
    if (const auto day = parse_date(name)) {
        fuzz::held(text(*day) == name, "a day is written as it was");
    }
    return 0;
}
