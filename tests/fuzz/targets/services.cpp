// Services and totals rows of a list: each row of the file is a service, a total or blank.

#include "readers/open_services.hpp"
#include "readers/process/row_frame.hpp"
#include "readers/values/number_text.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/memory_file.hpp"
#include "support/promises.hpp"

using namespace quittance;

namespace {

/// A list without a header: its columns are numbers.
Profile profile_of(fuzz::Input& input) {
    constexpr std::array words = {"", "total", "total|sous-total", "Σ"};
    constexpr std::array rules = {"written", "negated", "column"};
    Profile profile;
    profile.header_row = 0;
    profile.columns = {"1", "2", "3", "4", "5", "6", "7", "9", "", ""};
    profile.date_format = "DD/MM/YYYY";
    profile.thousands_mark = input.below(2) == 0 ? "" : " ";
    profile.total_label = input.one_of(words);
    profile.sign_rule = input.one_of(rules);
    profile.sign_column = profile.sign_rule == "column" ? "8" : "";
    profile.sign_words = "avoir|AV";
    profile.ticket_names = input.below(2) == 0 ? "line" : "";
    profile.zero_price = input.below(2) == 0 ? "free" : "quarantine";
    profile.period_rule = "date";
    profile.code_strip = "'";
    return profile;
}

std::size_t filled_rows(const std::string& path, const Profile& profile) {
    const auto records = open_records(path, profile);
    std::size_t filled = 0;
    for (Record record; records->next(record);) {
        filled += std::any_of(record.cells.begin(), record.cells.end(),
                              [](const Cell& cell) { return !trimmed(cell.text).empty(); })
                      ? 1
                      : 0;
    }
    return filled;
}

void check_frame(const ReadRow& row, const std::string& currency) {
    std::string frames;
    append_row(frames, row);
    ReadRow back;
    read_row(first_frame(frames).body, currency, back);
    std::string again;
    append_row(again, back);
    fuzz::held(again == frames, "a row comes through whole");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const Profile profile = profile_of(input);
    const fuzz::MemoryFile file(input.rest());
    std::size_t rows = 0;
    try {
        const auto services = open_services(file.path(), profile, true);
        Money sum(0, profile.currency);
        for (ReadRow row; services->next(row); ++rows) {
            fuzz::check_row(row);
            check_frame(row, profile.currency);
            sum += row.amount.value_or(Money());
        }
        const FileFacts& facts = services->facts();
        fuzz::check_facts(facts);
        fuzz::held(rows > 0, "a file that is not empty has rows");
        fuzz::held(rows + facts.totals.size() == filled_rows(file.path(), profile),
                   "each filled row is a service or a total");
        std::string frames;
        append_facts(frames, facts);
        std::string again;
        append_facts(again, read_facts(first_frame(frames).body, profile.currency));
        fuzz::held(again == frames, "facts come through whole");
    } catch (const UnreadableFile& error) {
        fuzz::held(!error.issue().code.empty() && fuzz::is_utf8(error.issue().message),
                   "a refusal says what is wrong");
    }
    return 0;
}
