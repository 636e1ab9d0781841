// A million lines in little memory, the check for doubled lines included.

#include "adapters/files/spooled_file.hpp"
#include "fake_books.hpp"
#include "flow/import.hpp"
#include "masked_here.hpp"
#include "readers/process/reading_process.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>

namespace quittance {
namespace {

using test::FakeBooks;

constexpr int lines = 1'000'000;
constexpr long peak_kib_max = 64 * 1024;

class StillClock final : public Clock {
public:
    std::string now() override { return "2026-11-01T04:00:00Z"; }
    Date today(const std::string& /*timezone*/) override {
        return parse_date("2026-11-01").value();
    }
    Date day_of(const std::string& moment, const std::string& /*timezone*/) override {
        return parse_date(moment.substr(0, 10)).value();
    }
    std::string fresh_key() override { return "key"; }
    void pause(std::chrono::milliseconds /*duration*/) override {}
};

class NoProgress final : public Progress {
public:
    void step(std::string_view /*what*/, int /*done*/, int /*total*/) override {}
};

/// Peaks of this process and of those that read for it, together.
long peak_kib() {
    rusage own{};
    rusage reading{};
    ::getrusage(RUSAGE_SELF, &own);
    ::getrusage(RUSAGE_CHILDREN, &reading);
    return own.ru_maxrss + reading.ru_maxrss;
}

Profile profile(const std::string& tickets) {
    Profile profile;
    profile.name = "laundry";
    profile.columns = {"Client", "Service", "Qty", "Price", "", "Ticket", "", "Note", "", ""};
    profile.ticket_names = tickets;
    profile.period_rule = "given";
    return profile;
}

/// Each line another one.
void write_lines(const std::string& path) {
    std::ofstream file(path, std::ios::binary);
    file << "Ticket;Client;Service;Qty;Price;Note\n";
    for (int i = 0; i < lines; ++i) {
        file << 'T' << i << ";C-" << i % 300 << ";WASH;" << i % 40 + 1 << ';' << i / 100 << ','
             << i % 100 / 10 << i % 10 << ";livré\n";
    }
}

ImportReport planned(const std::string& tickets) {
    const SpooledFile file;
    write_lines(file.path());
    FakeBooks books;
    books.profiles["laundry"] = profile(tickets);
    books.whom.services = {{9, "WASH", "Lavage"}};
    for (int client = 0; client < 300; ++client) {
        books.whom.clients.push_back({client + 1, "C-" + std::to_string(client), "Villa"});
    }
    StillClock clock;
    NoProgress progress;
    ImportRequest request;
    request.file.supplier_code = "LAUNDRY";
    request.file.profile = "laundry";
    request.file.name = "million.csv";
    request.file.path = file.path();
    request.period = "2026-10";
    request.dry_run = true;
    const ReadingProcesses processes(QUITTANCE_PROGRAM);
    const ImportTools tools{
        [&](const std::string& path, const Profile& by, bool with_raw) {
            return processes.open(path, by, with_raw);
        },
        test::masked_here,
        [&](const std::string& path, const Profile& by) { return processes.cards(path, by); },
        [](const std::string&) { return std::nullopt; }};
    return import_file(books, clock, progress, tools, request);
}

TEST(ImportMemory, Pa17AMillionLinesByTicketArePlannedInLessThan64Mb) {
    EXPECT_EQ(planned("line").lines, lines);
    EXPECT_LT(peak_kib(), peak_kib_max);
}

TEST(ImportMemory, Pa17AMillionLinesWithoutTicketsArePlannedInLessThan64Mb) {
    EXPECT_EQ(planned("").lines, lines);
    EXPECT_LT(peak_kib(), peak_kib_max);
}

}  // namespace
}  // namespace quittance
