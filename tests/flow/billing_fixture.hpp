#pragma once

#include "adapters/files/spooled_file.hpp"
#include "fake_books.hpp"
#include "flow/draft.hpp"
#include "flow/import.hpp"
#include "masked_here.hpp"
#include "readers/cards_in_file.hpp"
#include "readers/open_services.hpp"
#include "written_file.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

namespace quittance::test {

class StillClock final : public Clock {
public:
    std::string now() override { return "2026-11-01T04:00:00Z"; }
    Date day_of(const std::string& moment, const std::string& /*timezone*/) override {
        return parse_date(moment.substr(0, 10)).value();
    }
    Date today(const std::string& /*timezone*/) override { return parse_date(day).value(); }
    std::string day = "2026-11-01";
    std::string fresh_key() override { return "key"; }
    void pause(std::chrono::milliseconds /*duration*/) override {}
};

class NoProgress final : public Progress {
public:
    void step(std::string_view /*what*/, int /*done*/, int /*total*/) override {}
};

inline Profile laundry() {
    Profile profile;
    profile.name = "laundry";
    profile.columns.client = "Client";
    profile.columns.service = "Type";
    profile.columns.quantity = "Qty";
    profile.columns.price = "Price";
    profile.columns.ticket = "Ticket";
    profile.period_rule = "previous";
    profile.total_label = "total";
    return profile;
}

/// One supplier, LAUNDRY, three clients and one service, in a fake Odoo; files are read as they are
/// by the connector's own reader.
class Billing : public ::testing::Test {
protected:
    Billing() {
        books.whom.supplier_id = 7;
        books.whom.default_profile = "laundry";
        books.whom.clients = {{1, "C-104", "Villa"}, {2, "C-909", "Maison"}, {3, "00123", "Fils"}};
        books.whom.services = {{9, "WASH", "Lavage"}};
        books.profiles["laundry"] = laundry();
    }

    ImportReport import(const std::string& text, const std::string& replaces = "") {
        ImportRequest request;
        request.company_id = 1;
        request.file.supplier_code = "LAUNDRY";
        request.file.name = "laundry.csv";
        request.file.replaces_sha256 = replaces;
        request.dry_run = dry_run;
        request.last_try = last_try;
        return import(request, "Type;Qty;Client;Price;Ticket\n" + text);
    }

    ImportReport import(ImportRequest& request, const std::string& bytes) {
        const WrittenFile file(bytes);
        const SpooledBytes measure = measured(file.path());
        request.file.path = file.path();
        request.file.size = measure.size;
        request.file.sha256 = measure.sha256;
        return import_file(books, clock, progress,
                           {open, mask, cards_in_file,
                            [this](const std::string& name) -> std::optional<Profile> {
                                const auto found = seeds.find(name);
                                return found == seeds.end() ? std::nullopt
                                                            : std::optional(found->second);
                            }},
                           request);
    }

    /// As `serve` reads: nobody is there. `claimed`: it waits in Odoo as file 1.
    ImportReport import_unattended(const std::string& profile = "", bool claimed = false,
                                   const std::string& note = "") {
        ImportRequest request;
        request.unattended = true;
        request.file.supplier_code = "LAUNDRY";
        request.file.name = "laundry.csv";
        request.file.profile = profile;
        const std::string bytes =
            "Type;Qty;Client;Price;Ticket;Note\nWASH;1;C-104;2;;" + note + "\n";
        if (claimed) {
            const WrittenFile file(bytes);
            request.file.sha256 = measured(file.path()).sha256;
            request.file.claimed_id = 1;
            request.file.claimed_reading = 0;
            books.files.push_back({request.file, "waiting", request.file.sha256, "", 0});
        }
        return import(request, bytes);
    }

    [[nodiscard]] std::string refused() const {
        return books.files.empty() ? "no file" : books.files.back().refused;
    }

    DraftReport draft() { return draft_month(books, progress, {"2026-10", 2, false, dry_run}); }

    FakeBooks books;
    StillClock clock;
    NoProgress progress;
    bool dry_run = false;
    bool last_try = false;
    RowsOpener open = open_services;
    CardMasker mask = masked_here;
    std::map<std::string, Profile> seeds;
};

}  // namespace quittance::test
