#include "adapters/door/job_spool.hpp"

#include "adapters/door/durable_file.hpp"
#include "adapters/door/folder_claim.hpp"
#include "support/port_error.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace quittance::door {
namespace {

constexpr int busy_wait_ms = 10'000;
constexpr int application_id = 0x51756a62;  // "Qujb"
constexpr int schema_version = 2;
constexpr int waiting_max = 500;  ///< of one supplier

constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS job (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    supplier TEXT NOT NULL,
    key TEXT NOT NULL,
    part INTEGER NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    period TEXT NOT NULL,
    profile TEXT NOT NULL,
    replaces TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'reading', 'done', 'refused', 'asked')),
    report TEXT NOT NULL,
    received_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    sender TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS job_key_once ON job (supplier, key, part) WHERE key <> '';
CREATE INDEX IF NOT EXISTS job_waiting ON job (state, tries, no);
)sql";

constexpr const char* columns =
    "id, supplier, name, sha256, size, period, profile, replaces, state, report, received_at, "
    "sender";

/// Answers of jobs that ended before are not asked for any more.
constexpr const char* forget =
    "DELETE FROM job WHERE ended_at <> '' AND state = 'done' AND julianday(ended_at) < "
    "julianday(?1) - 90";

/// A supplier's files in the order in which they came: a later one may replace an earlier one.
constexpr const char* begin_next =
    "UPDATE job SET state = 'reading' WHERE no = (SELECT no FROM job one WHERE state = 'waiting' "
    "AND supplier NOT IN (SELECT value FROM json_each(?1)) AND NOT EXISTS (SELECT 1 FROM job "
    "earlier WHERE earlier.state IN ('waiting', 'reading') AND "
    "earlier.supplier = one.supplier AND earlier.no < one.no) ORDER BY tries, no LIMIT 1) "
    "RETURNING ";

Job job_of(SQLite::Statement& row) {
    Job job;
    int column = 0;
    for (std::string* text : {&job.id, &job.supplier, &job.name, &job.sha256}) {
        *text = row.getColumn(column++).getString();
    }
    job.size = row.getColumn(column++).getInt64();
    for (std::string* text : {&job.period, &job.profile, &job.replaces, &job.state, &job.report,
                              &job.received_at, &job.sender}) {
        *text = row.getColumn(column++).getString();
    }
    return job;
}

/// Runs `work` and tells SQLite's failures in a sentence.
template <typename Work>
auto guarded(const std::string& folder, Work work) {
    try {
        return work();
    } catch (const SQLite::Exception& error) {
        throw PortError(Advice::retry_later, "The spool in " + folder + ": " + error.what());
    }
}

std::unique_ptr<SQLite::Database> opened(const std::string& path) {
    const mode_t before = ::umask(077);
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
    SQLite::Transaction transaction(*database, SQLite::TransactionBehavior::IMMEDIATE);
    const int version = database->execAndGet("PRAGMA user_version").getInt();
    if (version > schema_version) {
        throw PortError(Advice::fix_configuration,
                        path + " was written by a newer Quittance; use that one");
    }
    database->exec("PRAGMA application_id = " + std::to_string(application_id));
    database->exec("PRAGMA user_version = " + std::to_string(schema_version));
    if (version == 1) {
        database->exec("ALTER TABLE job ADD COLUMN sender TEXT NOT NULL DEFAULT ''");
    }
    database->exec(schema);
    transaction.commit();
    return database;
}

/// Whether these are the files that came with the key the first time.
bool same_files(const std::vector<Job>& first, const std::vector<Job>& again) {
    return std::equal(first.begin(), first.end(), again.begin(), again.end(),
                      [](const Job& one, const Job& other) {
                          return one.sha256 == other.sha256 && one.name == other.name &&
                                 one.period == other.period && one.profile == other.profile &&
                                 one.replaces == other.replaces;
                      });
}

}  // namespace

JobSpool::JobSpool(std::string folder, Now now) : folder_(std::move(folder)), now_(std::move(now)) {
    make_private_folder(folder_);
    claim_ = std::make_unique<FolderClaim>(folder_);  // before anything of another's is touched
    make_private_folder(folder_ + "/bytes");
    guarded(folder_, [this] {
        database_ = opened(folder_ + "/jobs.sqlite");
        database_->exec("UPDATE job SET state = 'waiting' WHERE state = 'reading'");
        forget_old();
        remove_orphans();
    });
}

JobSpool::~JobSpool() = default;

std::string JobSpool::bytes_of(const std::string& id) const {
    return folder_ + "/bytes/" + id;
}

void JobSpool::forget_old() {
    SQLite::Statement statement(*database_, forget);
    statement.bind(1, now_());
    statement.exec();
}

void JobSpool::remove_orphans() {
    for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/bytes")) {
        if (!find(entry.path().filename().string())) {
            std::filesystem::remove(entry.path());
        }
    }
}

std::vector<Job> JobSpool::of_key(const std::string& supplier, const std::string& key) {
    SQLite::Statement row(*database_, std::string("SELECT ") + columns +
                                          " FROM job WHERE supplier = ?1 AND key = ?2 "
                                          "ORDER BY part");
    row.bind(1, supplier);
    row.bind(2, key);
    std::vector<Job> jobs;
    while (row.executeStep()) {
        jobs.push_back(job_of(row));
    }
    return jobs;
}

void JobSpool::insert(const std::string& key, const std::vector<Job>& jobs) {
    SQLite::Statement count(*database_,
                            "SELECT count(*) FROM job WHERE supplier = ?1 AND state = 'waiting'");
    count.bind(1, jobs.front().supplier);
    count.executeStep();
    if (count.getColumn(0).getInt() + static_cast<int>(jobs.size()) > waiting_max) {
        throw TooManyWaiting("Too many of your files wait to be read.");
    }
    SQLite::Statement row(*database_,
                          "INSERT INTO job (id, supplier, key, part, name, sha256, size, period, "
                          "profile, replaces, state, report, received_at, ended_at, sender) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', '', ?, '', ?)");
    const std::string at = now_();
    int part = 0;
    for (const Job& job : jobs) {
        row.reset();
        row.bind(1, job.id);
        row.bind(2, job.supplier);
        row.bind(3, key);
        row.bind(4, part++);
        row.bind(5, job.name);
        row.bind(6, job.sha256);
        row.bind(7, static_cast<std::int64_t>(job.size));
        row.bind(8, job.period);
        row.bind(9, job.profile);
        row.bind(10, job.replaces);
        row.bind(11, at);
        row.bind(12, job.sender);
        row.exec();
    }
}

std::vector<Job> JobSpool::take(const std::string& key, const std::vector<Job>& jobs) {
    const std::lock_guard lock(mutex_);
    return guarded(folder_, [&] {
        SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
        if (!key.empty()) {
            const std::vector<Job> first = of_key(jobs.front().supplier, key);
            if (!first.empty() && !same_files(first, jobs)) {
                throw KeyReused("This Idempotency-Key came before, with other files.");
            }
            if (!first.empty()) {
                for (const Job& job : jobs) {
                    std::filesystem::remove(bytes_of(job.id));
                }
                return first;
            }
        }
        insert(key, jobs);
        transaction.commit();
        std::vector<Job> taken = jobs;
        for (Job& job : taken) {
            job.state = "waiting";
        }
        return taken;
    });
}

std::optional<Job> JobSpool::find(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return guarded(folder_, [&]() -> std::optional<Job> {
        SQLite::Statement row(*database_,
                              std::string("SELECT ") + columns + " FROM job WHERE id = ?1");
        row.bind(1, id);
        return row.executeStep() ? std::optional(job_of(row)) : std::nullopt;
    });
}

std::optional<Job> JobSpool::next(const std::set<std::string>& resting) {
    const std::lock_guard lock(mutex_);
    return guarded(folder_, [&]() -> std::optional<Job> {
        SQLite::Statement row(*database_, std::string(begin_next) + columns);
        row.bind(1, nlohmann::json(resting).dump());
        if (!row.executeStep()) {
            return std::nullopt;
        }
        Job job = job_of(row);
        row.executeStep();  // the change is made when the statement has ended
        return job;
    });
}

void JobSpool::finish(const std::string& id, const std::string& state, const std::string& report,
                      bool keep_bytes) {
    {
        const std::lock_guard lock(mutex_);
        guarded(folder_, [&] {
            SQLite::Statement row(
                *database_, "UPDATE job SET state = ?2, report = ?3, ended_at = ?4 WHERE id = ?1");
            row.bind(1, id);
            row.bind(2, state);
            row.bind(3, report);
            row.bind(4, now_());
            row.exec();
        });
    }
    if (!keep_bytes) {
        std::filesystem::remove(bytes_of(id));
    }
}

void JobSpool::wait_again(const std::string& id) {
    const std::lock_guard lock(mutex_);
    guarded(folder_, [&] {
        SQLite::Statement row(*database_,
                              "UPDATE job SET state = 'waiting', tries = tries + 1 WHERE id = ?1");
        row.bind(1, id);
        row.exec();
    });
}

}  // namespace quittance::door
