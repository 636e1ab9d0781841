#pragma once

#include "domain/profile.hpp"
#include "domain/service_line.hpp"
#include "support/issue.hpp"
#include "support/port_error.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace quittance {

struct Coded {
    int id = 0;
    std::string code;
    std::string name;
};

/// Whom and what the rows of a supplier's file can name. Aliases are entries of their own; who or
/// what is no longer known by a code that is another's alias has none.
struct Directory {
    int supplier_id = 0;
    std::string supplier_name;
    std::string default_profile;
    std::vector<Coded> clients;
    std::vector<Coded> services;
};

/// A service file on its way in. `period` is "" when the lines' dates decide.
struct IncomingFile {
    int claimed_id = 0;  ///< of the file that waits in Odoo, 0: it comes from elsewhere
    std::string supplier_code;
    std::string profile;
    std::string name;
    std::string period;
    std::string sha256;
    std::string channel = "cli";
    std::string sender;
    std::string arrived;  ///< the UTC moment at which it came, maybe with a fraction; "" just now
    std::string path;     ///< of a private copy of its bytes, which nobody changes meanwhile
    std::int64_t size = 0;
    std::string stored_sha256;  ///< of the copy when card numbers are masked in it, "" as sha256
    int masked = 0;             ///< card numbers in it
    int lines_total = 0;        ///< rows of services that will be put, 0 not known
    std::string replaces_sha256;
    /// The month was counted from now: the same bytes, when their reading was broken off, go on in
    /// the month that they were begun for.
    bool period_counted = false;
    int claimed_reading = 0;  ///< of the claimed file, when it was claimed
    std::string not_taken{};  ///< why it could not be opened: kept with that reason, not read
    bool anew = false;        ///< its rows that are stored are of another reading: they go
};

/// One reading of a file. Where another reader began anew, by another profile, the calls of the
/// earlier reading change nothing any more.
struct FileReading {
    int file_id = 0;
    int no = 0;
};

/// What the supplier may be told of its file, in its own language: nothing of prices billed, of
/// other clients, or of what an accountant wrote.
struct SupplierAnswer {
    std::string message;
    std::vector<Issue> problems;
    int problems_more = 0;  ///< that are not listed
};

enum class FileStatus { opened, resumed, known, asked, refused, waiting };

/// Nothing is wrong with the file: an earlier one of its supplier has to be read first, or another
/// reader has begun to read this one anew.
class FileWaits : public PortError {
public:
    explicit FileWaits(const std::string& why) : PortError(Advice::retry_later, why) {}
};

struct OpenedFile {
    FileReading reading;
    FileStatus status = FileStatus::opened;
    std::string message;
    std::string root_sha256;  ///< of the first file of the chain of corrections, "" this one
    std::string period;       ///< for which it is read
    SupplierAnswer supplier;  ///< of a file that is not read now
};

/// A totals row, checked and never billed.
struct ControlSum {
    int row = 0;
    std::string label;
    std::string stated;
    std::string computed;
};

struct StateTotal {
    int count = 0;
    std::string amount;
};

/// What became of a file, by state of its lines.
struct ClosedFile {
    std::map<std::string, StateTotal> states;
    int unreadable = 0;
    std::vector<Issue> problems;
    bool asked = false;  ///< a person decides first: nothing of it counts yet
    std::string message;
    SupplierAnswer supplier;
};

/// What the file held, against which the store compares what it has.
struct FileTotals {
    int lines = 0;
    Money amount;
    int unreadable = 0;
    std::vector<ControlSum> controls;
    std::vector<Issue> warnings;
    std::vector<std::string> headers;
};

/// Where service files and their lines are kept. Every write is keyed and may be repeated.
class FileStore {
public:
    virtual ~FileStore() = default;

    [[nodiscard]] virtual Directory directory(const std::string& supplier_code) = 0;

    /// The profile kept for that supplier ("": its default), when there is one.
    [[nodiscard]] virtual std::optional<Profile> profile(const std::string& supplier_code,
                                                         const std::string& name) = 0;

    /// Keeps a profile that is not there yet; one that is there stays as it is.
    virtual void seed_profile(const std::string& supplier_code, const Profile& profile) = 0;

    /// Keeps the file and its bytes, large ones in parts; begins to take its lines.
    /// @throws PortError (fix_data): it is not taken so, as a correction of what is not there.
    virtual OpenedFile open(const IncomingFile& file) = 0;

    /// At most 2,000 lines. Problems name rows that were not stored; `other_values`: a row that
    /// an earlier reader stored otherwise. @throws FileWaits when the reading is over.
    virtual std::vector<Issue> put(FileReading reading, const std::vector<ServiceLine>& lines) = 0;

    /// Makes the file's lines billable together.
    /// @throws PortError (fix_data) when count or sum differ from what was put; FileWaits when the
    /// reading is over.
    virtual ClosedFile close(FileReading reading, const FileTotals& totals) = 0;

    /// Keeps the file with the reason why it could not be read at all. @throws FileWaits when the
    /// reading is over.
    virtual SupplierAnswer refuse(FileReading reading, const Issue& reason) = 0;
};

/// Files that arrived in Odoo and wait for a reader.
class FileQueue {
public:
    virtual ~FileQueue() = default;

    /// At most `limit` files of up to `size_max` bytes (0: of any size), ours alone for
    /// `lease_seconds`, without their bytes.
    virtual std::vector<IncomingFile> claim(int limit, std::int64_t size_max,
                                            int lease_seconds) = 0;

    /// Writes the file's bytes to `file.path`. @throws PortError.
    virtual void fetch(const IncomingFile& file) = 0;
};

}  // namespace quittance
