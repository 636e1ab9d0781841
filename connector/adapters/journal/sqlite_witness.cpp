#include "adapters/journal/sqlite_witness.hpp"

#include "support/crash_point.hpp"
#include "support/port_error.hpp"

#include <sqlite3.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>

#include <string_view>

namespace quittance::journal {
namespace {

constexpr int busy_wait_ms = 10'000;
constexpr int application_id = 0x51756974;  // "Quit"
constexpr int schema_version = 1;

constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    step TEXT NOT NULL,
    intent INTEGER NOT NULL CHECK (intent IN (0, 1)),
    key TEXT NOT NULL,
    company_id INTEGER NOT NULL,
    no INTEGER NOT NULL,
    move_name TEXT NOT NULL,
    client_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    rail TEXT NOT NULL,
    state TEXT NOT NULL,
    provider_reference TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entry_key ON entry (company_id, key, id);
CREATE TABLE IF NOT EXISTS mark (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    company_id INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    last_event INTEGER NOT NULL,
    charges_since TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS mark_company ON mark (company_id, epoch, id);
CREATE TABLE IF NOT EXISTS audited (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    company_id INTEGER NOT NULL,
    moment TEXT NOT NULL,
    entry INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS audited_company ON audited (company_id, id);
CREATE TRIGGER IF NOT EXISTS entry_stays BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'the witness journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS entry_remains BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'the witness journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS mark_stays BEFORE UPDATE ON mark
    BEGIN SELECT RAISE(ABORT, 'the witness journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS mark_remains BEFORE DELETE ON mark
    BEGIN SELECT RAISE(ABORT, 'the witness journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audited_stays BEFORE UPDATE ON audited
    BEGIN SELECT RAISE(ABORT, 'the witness journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audited_remains BEFORE DELETE ON audited
    BEGIN SELECT RAISE(ABORT, 'the witness journal is append-only'); END;
)sql";

/// The newest line of each key that acknowledges a state, or that closes the key ('adopted').
constexpr const char* newest_answers = R"sql(
    SELECT key, MAX(id) AS id FROM entry
    WHERE company_id = ?1 AND intent = 0 AND (state <> '' OR step = 'adopted') GROUP BY key
)sql";

constexpr const char* columns =
    "e.key, e.company_id, e.no, e.move_name, e.client_id, e.amount_minor, e.currency, e.rail, "
    "e.state, e.provider_reference";

std::string_view word_of(WitnessStep step) {
    switch (step) {
        case WitnessStep::prepare:
            return "prepare";
        case WitnessStep::execute:
            return "execute";
        case WitnessStep::book:
            return "book";
        case WitnessStep::resolve:
            return "resolve";
        case WitnessStep::copied:
            return "copied";
        case WitnessStep::adopted:
            return "adopted";
    }
    return "";
}

WitnessedAttempt attempt_of(SQLite::Statement& row) {
    WitnessedAttempt attempt;
    attempt.key = row.getColumn(0).getString();
    attempt.company_id = row.getColumn(1).getInt();
    attempt.no = row.getColumn(2).getInt();
    attempt.move_name = row.getColumn(3).getString();
    attempt.client_id = row.getColumn(4).getInt();
    attempt.amount_minor = row.getColumn(5).getInt64();
    attempt.currency = row.getColumn(6).getString();
    attempt.rail = row.getColumn(7).getString();
    attempt.state = attempt_state(row.getColumn(8).getString());
    attempt.provider_reference = row.getColumn(9).getString();
    return attempt;
}

PortError port_error(const std::string& path, const SQLite::Exception& error) {
    const std::string journal = "the witness journal " + path + ": ";
    switch (error.getErrorCode()) {
        case SQLITE_FULL:
            return {Advice::retry_later, journal +
                                             "the disk is full. Nothing more was sent; make "
                                             "room, then run the command again"};
        case SQLITE_IOERR:
            return {Advice::retry_later, journal + "the disk cannot be written (" + error.what() +
                                             "). Nothing more was sent"};
        case SQLITE_BUSY:
            return {Advice::retry_later, journal + "another process holds it"};
        case SQLITE_CANTOPEN:
            return {Advice::fix_configuration,
                    journal + "it cannot be opened; its folder must exist and belong to this user"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {Advice::fix_configuration, journal + "this user may not write to it"};
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return {Advice::fix_configuration,
                    journal +
                        "it is damaged or no journal. Do not delete it: put back its copy, "
                        "or move it aside and run `quittance audit`"};
        default:
            return {Advice::retry_later, journal + error.what()};
    }
}

/// Runs `work` and tells SQLite's failures in a sentence.
template <typename Work>
auto guarded(const std::string& path, Work work) {
    try {
        return work();
    } catch (const SQLite::Exception& error) {
        throw port_error(path, error);
    }
}

void check_owner(SQLite::Database& database, const std::string& path) {
    const int owner = database.execAndGet("PRAGMA application_id").getInt();
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    const int tables = database.execAndGet("SELECT count(*) FROM sqlite_master").getInt();
    if (tables > 0 && owner != application_id) {
        throw PortError(Advice::fix_configuration, path + " is another program's database");
    }
    if (version > schema_version) {
        throw PortError(Advice::fix_configuration,
                        path + " was written by a newer Quittance; use that one");
    }
}

std::unique_ptr<SQLite::Database> opened(const std::string& path) {
    const mode_t before = ::umask(077);  // no moment in which others can read the new file
    std::unique_ptr<SQLite::Database> database;
    try {
        database = std::make_unique<SQLite::Database>(
            path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busy_wait_ms);
    } catch (...) {
        ::umask(before);
        throw;
    }
    ::umask(before);
    database->exec("PRAGMA synchronous = EXTRA");
    database->exec("PRAGMA trusted_schema = OFF");
    check_owner(*database, path);
    SQLite::Transaction transaction(*database, SQLite::TransactionBehavior::IMMEDIATE);
    database->exec("PRAGMA application_id = " + std::to_string(application_id));
    database->exec("PRAGMA user_version = " + std::to_string(schema_version));
    database->exec(schema);
    transaction.commit();
    return database;
}

void insert(SQLite::Statement& statement, const std::string& at, WitnessStep step, bool intent,
            const WitnessedAttempt& attempt) {
    statement.reset();
    statement.bind(1, at);
    statement.bind(2, std::string(word_of(step)));
    statement.bind(3, intent ? 1 : 0);
    statement.bind(4, attempt.key);
    statement.bind(5, attempt.company_id);
    statement.bind(6, attempt.no);
    statement.bind(7, attempt.move_name);
    statement.bind(8, attempt.client_id);
    statement.bind(9, static_cast<std::int64_t>(attempt.amount_minor));
    statement.bind(10, attempt.currency);
    statement.bind(11, attempt.rail);
    statement.bind(12, intent ? std::string() : std::string(word(attempt.state)));
    statement.bind(13, attempt.provider_reference);
    statement.exec();
}

}  // namespace

SqliteWitness::SqliteWitness(const std::string& path, Now now)
    : path_(path),
      now_(std::move(now)),
      database_(guarded(path, [&path] { return opened(path); })) {}

SqliteWitness::~SqliteWitness() = default;

void SqliteWitness::note(WitnessStep step, bool intent,
                         const std::vector<WitnessedAttempt>& attempts) {
    if (attempts.empty()) {
        return;
    }
    const std::lock_guard lock(mutex_);
    guarded(path_, [&] {
        SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement statement(
            *database_,
            "INSERT INTO entry (at, step, intent, key, company_id, no, move_name, client_id, "
            "amount_minor, currency, rail, state, provider_reference) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        const std::string at = now_();
        for (const WitnessedAttempt& attempt : attempts) {
            insert(statement, at, step, intent, attempt);
        }
        transaction.commit();
    });
}

void SqliteWitness::note_intent(WitnessStep step, const std::vector<WitnessedAttempt>& attempts) {
    crash_point("journal.before_intent");
    note(step, true, attempts);
    crash_point("journal.after_intent");
}

void SqliteWitness::note_answer(WitnessStep step, const std::vector<WitnessedAttempt>& attempts) {
    crash_point("journal.before_answer");
    note(step, false, attempts);
    crash_point("journal.after_answer");
}

std::vector<WitnessedAttempt> SqliteWitness::last_acknowledged(int company_id, int count) {
    const std::lock_guard lock(mutex_);
    return guarded(path_, [&] {
        SQLite::Statement row(*database_, std::string("SELECT ") + columns + " FROM (" +
                                              newest_answers +
                                              ") AS newest JOIN entry AS e ON e.id = newest.id "
                                              "WHERE e.state <> '' ORDER BY e.id DESC LIMIT ?2");
        row.bind(1, company_id);
        row.bind(2, count);
        std::vector<WitnessedAttempt> found;
        while (row.executeStep()) {
            found.push_back(attempt_of(row));
        }
        return found;
    });
}

std::vector<WitnessedAttempt> SqliteWitness::attempts(int company_id, const std::string& after_key,
                                                      int count, std::int64_t after_entry) {
    const std::lock_guard lock(mutex_);
    return guarded(path_, [&] {
        // An execute that was asked for behind the newest answer may have charged.
        SQLite::Statement row(
            *database_, std::string("SELECT ") + columns +
                            ", e.intent, EXISTS (SELECT 1 FROM entry AS i WHERE i.company_id = ?1 "
                            "AND i.key = keys.key AND i.intent = 1 AND i.step = 'execute' "
                            "AND i.id > COALESCE(newest.id, 0)) FROM (SELECT key, MIN(id) AS first "
                            "FROM entry WHERE company_id = ?1 AND key > ?2 GROUP BY key "
                            "HAVING MAX(id) > ?4) AS keys "
                            "LEFT JOIN (" +
                            newest_answers +
                            ") AS newest ON newest.key = keys.key "
                            "JOIN entry AS e ON e.id = COALESCE(newest.id, keys.first) "
                            "ORDER BY keys.key LIMIT ?3");
        row.bind(1, company_id);
        row.bind(2, after_key);
        row.bind(3, count);
        row.bind(4, after_entry);
        std::vector<WitnessedAttempt> found;
        while (row.executeStep()) {
            found.push_back(attempt_of(row));
            const bool unanswered_execute = row.getColumn(11).getInt() != 0;
            const AttemptState state = found.back().state;
            if (unanswered_execute &&
                (state == AttemptState::absent || state == AttemptState::prepared)) {
                found.back().state = AttemptState::sending;
            }
        }
        return found;
    });
}

WitnessPosition SqliteWitness::position(int company_id, const std::string& epoch) {
    const std::lock_guard lock(mutex_);
    return guarded(path_, [&] {
        SQLite::Statement row(
            *database_,
            "SELECT coalesce((SELECT last_event FROM mark "
            " WHERE company_id = ?1 AND epoch = ?2 ORDER BY id DESC LIMIT 1), 0), "
            "coalesce((SELECT charges_since FROM mark WHERE company_id = ?1 "
            " AND charges_since <> '' ORDER BY id DESC LIMIT 1), ''), "
            "coalesce((SELECT max(id) FROM entry), 0)");
        row.bind(1, company_id);
        row.bind(2, epoch);
        row.executeStep();
        SQLite::Statement looked(*database_,
                                 "SELECT moment, entry FROM audited WHERE company_id = ? "
                                 "ORDER BY id DESC LIMIT 1");
        looked.bind(1, company_id);
        AuditedUpTo audited;
        if (looked.executeStep()) {
            audited = {looked.getColumn(0).getString(), looked.getColumn(1).getInt64()};
        }
        return WitnessPosition{row.getColumn(0).getInt(), row.getColumn(1).getString(),
                               std::move(audited), row.getColumn(2).getInt64()};
    });
}

void SqliteWitness::note_position(int company_id, const std::string& epoch,
                                  const WitnessPosition& position) {
    const std::lock_guard lock(mutex_);
    guarded(path_, [&] {
        SQLite::Statement row(*database_,
                              "INSERT INTO mark (at, company_id, epoch, last_event, "
                              "charges_since) VALUES (?, ?, ?, ?, ?)");
        row.bind(1, now_());
        row.bind(2, company_id);
        row.bind(3, epoch);
        row.bind(4, position.last_event);
        row.bind(5, position.charges_since);
        row.exec();
        SQLite::Statement looked(*database_,
                                 "INSERT INTO audited (at, company_id, moment, entry) "
                                 "SELECT ?1, ?2, ?3, ?4 WHERE ?3 <> '' AND ?3 <> coalesce(("
                                 "SELECT moment FROM audited WHERE company_id = ?2 "
                                 "ORDER BY id DESC LIMIT 1), '')");
        looked.bind(1, now_());
        looked.bind(2, company_id);
        looked.bind(3, position.audited.moment);
        looked.bind(4, position.audited.entry);
        looked.exec();
    });
}

}  // namespace quittance::journal
