// The first profile for a sample nobody has described: proposed, shown and readable, or refused.

#include "readers/open_services.hpp"
#include "readers/process/row_frame.hpp"
#include "readers/propose/propose_profile.hpp"
#include "readers/values/card_number.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/memory_file.hpp"
#include "support/promises.hpp"

using namespace quittance;

namespace {

void check_look(const FileLook& look) {
    fuzz::held(look.proposed && look.format == look.profile.format, "a proposal says the kind");
    fuzz::held(look.rows.size() <= rows_shown, "rows for one screen");
    for (const RawRow& row : look.rows) {
        for (const std::string& cell : row.cells) {
            fuzz::held(fuzz::is_utf8(cell), "a shown cell is UTF-8");
            fuzz::held(long_card_numbers_in(cell).empty(), "no card number is shown");
        }
    }
    for (const Issue& doubt : look.doubts) {
        fuzz::held(fuzz::is_utf8(doubt.message), "a doubt is UTF-8");
        fuzz::held(long_card_numbers_in(doubt.message).empty(), "no card number is in a doubt");
    }
    for (const auto& [name, field] : profile_texts) {
        fuzz::held(fuzz::is_utf8(look.profile.*field), "a profile is UTF-8");
    }
    std::string frames;
    append_look(frames, look);
    const Frame frame = first_frame(frames);
    fuzz::held(frame.size == frames.size(), "a look is one message");
    std::string again;
    append_look(again, read_look(frame.body));
    fuzz::held(again == frames, "a look comes through whole");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const fuzz::MemoryFile file(bytes);
    FileLook look;
    try {
        look = propose_profile(file.path(), "sample_2026-10.csv");
    } catch (const UnreadableFile& error) {
        fuzz::held(!error.issue().code.empty() && fuzz::is_utf8(error.issue().message),
                   "a refusal says what is wrong");
        return 0;
    }
    check_look(look);
    try {
        const auto services = open_services(file.path(), look.profile, true);
        for (ReadRow row; services->next(row);) {
            fuzz::check_row(row);
        }
        fuzz::check_facts(services->facts());
    } catch (const UnreadableFile&) {
        return 0;
    }
    return 0;
}
