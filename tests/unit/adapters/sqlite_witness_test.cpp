#include "adapters/journal/sqlite_witness.hpp"
#include "support/port_error.hpp"

#include <gtest/gtest.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace quittance::journal {
namespace {

class Folder {
public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "witness-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

std::string now() {
    return "2026-11-01T02:00:00Z";
}

WitnessedAttempt attempt(const std::string& key, AttemptState state = AttemptState::absent) {
    WitnessedAttempt result;
    result.key = key;
    result.company_id = 1;
    result.no = 1;
    result.move_name = "FAC/2026/00001";
    result.client_id = 7;
    result.amount_minor = 9'901;
    result.currency = "EUR";
    result.rail = "odoo";
    result.state = state;
    return result;
}

std::vector<std::string> keys(const std::vector<WitnessedAttempt>& attempts) {
    std::vector<std::string> names;
    for (const auto& one : attempts) {
        names.push_back(one.key + ":" + std::string(word(one.state)));
    }
    return names;
}

using Names = std::vector<std::string>;

TEST(SqliteWitness, KeepsWhatItWasToldOverARestart) {
    const Folder folder;
    {
        SqliteWitness witness(folder.file("journal.db"), now);
        witness.note_intent(WitnessStep::prepare, {attempt("a"), attempt("b")});
        witness.note_answer(WitnessStep::prepare, {attempt("a", AttemptState::prepared)});
    }
    SqliteWitness witness(folder.file("journal.db"), now);
    const auto known = witness.last_acknowledged(1, 10);
    ASSERT_EQ(keys(known), Names{"a:prepared"});
    EXPECT_EQ(known[0].amount_minor, 9'901);
    EXPECT_EQ(known[0].move_name, "FAC/2026/00001");
    EXPECT_TRUE(witness.last_acknowledged(2, 10).empty());
}

TEST(SqliteWitness, TheNewestAcknowledgedStateCountsNewestFirst) {
    const Folder folder;
    SqliteWitness witness(folder.file("journal.db"), now);
    witness.note_answer(WitnessStep::prepare, {attempt("a", AttemptState::prepared),
                                               attempt("b", AttemptState::prepared)});
    witness.note_answer(WitnessStep::execute, {attempt("a", AttemptState::done)});
    EXPECT_EQ(keys(witness.last_acknowledged(1, 10)), (Names{"a:done", "b:prepared"}));
    EXPECT_EQ(keys(witness.last_acknowledged(1, 1)), Names{"a:done"});
}

TEST(SqliteWitness, AnUnansweredExecuteMayHaveCharged) {
    const Folder folder;
    SqliteWitness witness(folder.file("journal.db"), now);
    witness.note_answer(WitnessStep::prepare, {attempt("a", AttemptState::prepared),
                                               attempt("b", AttemptState::prepared)});
    witness.note_intent(WitnessStep::execute, {attempt("a")});
    witness.note_intent(WitnessStep::prepare, {attempt("c")});
    EXPECT_EQ(keys(witness.attempts(1, "", 10, 0)), (Names{"a:sending", "b:prepared", "c:"}));
    EXPECT_EQ(keys(witness.attempts(1, "a", 1, 0)), Names{"b:prepared"});
}

TEST(SqliteWitness, WhatAnAuditClosedIsNotAskedForAgain) {
    const Folder folder;
    SqliteWitness witness(folder.file("journal.db"), now);
    witness.note_answer(WitnessStep::execute, {attempt("a", AttemptState::done)});
    witness.note_answer(WitnessStep::adopted, {attempt("a", AttemptState::absent)});
    EXPECT_TRUE(witness.last_acknowledged(1, 10).empty());
    EXPECT_EQ(keys(witness.attempts(1, "", 10, 0)), Names{"a:"});
}

TEST(SqliteWitness, PositionsBelongToAnEpoch) {
    const Folder folder;
    SqliteWitness witness(folder.file("journal.db"), now);
    witness.note_position(1, "e1", {12, "2026-11-01T02:00:00Z", {}, 0});
    witness.note_position(1, "e1", {15, "2026-11-02T02:00:00Z", {}, 0});
    EXPECT_EQ(witness.position(1, "e1").last_event, 15);
    EXPECT_EQ(witness.position(1, "e1").charges_since, "2026-11-02T02:00:00Z");
    EXPECT_EQ(witness.position(1, "e2").last_event, 0);
}

TEST(SqliteWitness, NobodyChangesOrDeletesALine) {
    const Folder folder;
    SqliteWitness witness(folder.file("journal.db"), now);
    witness.note_answer(WitnessStep::execute, {attempt("a", AttemptState::done)});
    SQLite::Database other(folder.file("journal.db"), SQLite::OPEN_READWRITE);
    EXPECT_THROW(other.exec("UPDATE entry SET state = 'failed'"), SQLite::Exception);
    EXPECT_THROW(other.exec("DELETE FROM entry"), SQLite::Exception);
    EXPECT_EQ(keys(witness.last_acknowledged(1, 10)), Names{"a:done"});
}

TEST(SqliteWitness, ItsFileIsForItsOwnerAlone) {
    const Folder folder;
    const SqliteWitness witness(folder.file("journal.db"), now);
    struct stat status {};
    ASSERT_EQ(::stat(folder.file("journal.db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(SqliteWitness, AFullDiskIsASentenceAndKeepsWhatWasThere) {
    const Folder folder;
    SqliteWitness witness(folder.file("journal.db"), now);
    witness.note_answer(WitnessStep::prepare, {attempt("a", AttemptState::prepared)});
    // RLIMIT_FSIZE and a small file system behave alike for SQLite; a page limit does here.
    ASSERT_EQ(::access("/dev/full", F_OK), 0);
    EXPECT_THROW(SqliteWitness("/dev/full", now), PortError);
    EXPECT_EQ(keys(witness.last_acknowledged(1, 10)), Names{"a:prepared"});
}

TEST(SqliteWitness, RefusesWhatIsNotItsOwn) {
    const Folder folder;
    EXPECT_THROW(SqliteWitness(folder.file("no/such/folder.db"), now), PortError);
    std::ofstream(folder.file("text")) << std::string(4'096, 'x');
    EXPECT_THROW(SqliteWitness(folder.file("text"), now), PortError);
    SQLite::Database other(folder.file("other.db"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE theirs (id INTEGER)");
    EXPECT_THROW(SqliteWitness(folder.file("other.db"), now), PortError);
}

}  // namespace
}  // namespace quittance::journal
