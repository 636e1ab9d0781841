// A profile as Odoo sends it: whatever it says, a file is read with it or refused with a reason.

#include "adapters/odoo/profile_wire.hpp"
#include "readers/open_services.hpp"
#include "readers/process/row_frame.hpp"
#include "readers/propose/propose_profile.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/memory_file.hpp"
#include "support/promises.hpp"

using namespace quittance;

namespace {

constexpr std::array files = {
    "Client;Service;Prix;Date\nC-1;Lavage;12,50;31/10/2026\nC-2;Repassage;3,00;01/10/2026\n",
    "C-1       Lavage              12,50 31/10/2026\nC-2       Repassage            3,00\n",
    "[A]\nx|y\n[B]\nClient|Service|Prix\nC-1|Lavage|12,50\n",
    R"({"lines":[{"Client":"C-1","Service":"Lavage","Prix":12.5,"Date":"2026-10-31"}]})",
    R"([{"Client":"C-1","Service":"Lavage","Prix":12.5}])"};

bool names_something(const Profile& profile) {
    for (const auto& [name, field] : profile_columns) {
        if (!(profile.columns.*field).empty()) {
            return true;
        }
    }
    return false;
}

void read_with(const Profile& profile, const std::string& path) {
    int rows = 0;
    try {
        const auto services = open_services(path, profile, true);
        for (ReadRow row; services->next(row); ++rows) {
            fuzz::check_row(row);
        }
        fuzz::check_facts(services->facts());
    } catch (const UnreadableFile& error) {
        fuzz::held(!error.issue().code.empty(), "a refusal has its code");
        return;
    }
    fuzz::held(names_something(profile), "a profile that names no column reads no file");
    fuzz::held(rows > 0, "a file that is not empty has rows");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const fuzz::MemoryFile file(input.one_of(files));
    const auto json = odoo::Json::parse(input.rest(), nullptr, false);
    if (json.is_discarded()) {
        return 0;
    }
    Profile profile;
    try {
        profile = odoo::profile_of(json);
    } catch (const odoo::CallError&) {
        return 0;
    }
    const auto again = odoo::to_wire(odoo::profile_of(odoo::to_wire(profile)));
    fuzz::held(again == odoo::to_wire(profile), "a profile goes both ways");
    read_with(profile, file.path());
    try {
        static_cast<void>(look_at(file.path(), profile));
    } catch (const UnreadableFile&) {
        return 0;
    }
    return 0;
}
