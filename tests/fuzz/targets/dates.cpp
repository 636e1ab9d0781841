// Days: real ones in exactly the declared form, or none.

#include "readers/values/date_text.hpp"
#include "readers/values/number_text.hpp"
#include "support/held.hpp"
#include "support/input.hpp"

using namespace quittance;

namespace {

constexpr std::array formats = {"DD/MM/YYYY",          "MM/DD/YYYY",
                                "YYYY-MM-DD",          "D.M.YY",
                                "D MMM YYYY",          "serial",
                                "serial-1904",         "YYYYMMDD",
                                "M/D/YYYY h:mm:ss AM", "YYYY-MM-DDTHH:mm:ss"};

std::string two(unsigned number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::size_t choice = input.below(formats.size() + 2);
    const std::string format = choice < formats.size() ? formats.at(choice) : input.last_line();
    const std::string text = input.rest();
    const auto day = read_date(text, format);
    fuzz::held(DateForm(format).read(text) == day, "both ways of reading read the same: " + format);
    if (!day) {
        return 0;
    }
    const int year = static_cast<int>(day->year());
    fuzz::held(day->ok() && year >= 2000 && year <= 9999, "a day is real");
    if (format == "DD/MM/YYYY") {
        const std::string again = two(static_cast<unsigned>(day->day())) + "/" +
                                  two(static_cast<unsigned>(day->month())) + "/" +
                                  std::to_string(year);
        const std::string_view written = trimmed(text);
        fuzz::held(written == again || written.size() < again.size(), "a day is the one written");
    }
    if (format.find("YYYY") != format.npos) {
        fuzz::held(text.find(std::to_string(year)) != text.npos, "the year is the one written");
    }
    return 0;
}
