#include "app/serve/drop_part.hpp"
#include "adapters/door/drop_folder.hpp"
#include "adapters/files/spooled_file.hpp"
#include "adapters/odoo/odoo_file_store.hpp"
#include "app/serve/door_imports.hpp"
#include "support/log.hpp"
#include "support/port_error.hpp"

#include <map>
#include <memory>
#include <set>

namespace quittance {
namespace {

using Monotonic = std::chrono::steady_clock;

constexpr std::chrono::seconds between_looks{2};
constexpr std::chrono::minutes between_questions{1};
constexpr std::chrono::seconds between_tries{15};  // of a file that has to wait for another one
constexpr std::size_t told_max = 1000;

/// Takes files out of the suppliers' folders and reads them.
class Watcher {
public:
    explicit Watcher(const Parts& parts)
        : folder_(parts.config.drop.root, std::chrono::seconds(parts.config.drop.settle_seconds),
                  &Monotonic::now, [&clock = parts.clock] { return clock.fresh_key(); }) {}

    /// A supplier whose folder makes trouble leaves the others their turn.
    void look(const Parts& parts) {
        for (const std::string& code : folder_.suppliers()) {
            try {
                if (is_supplier(parts, code) && waits_until_[code] <= Monotonic::now()) {
                    read_all(parts, code);
                }
            } catch (const FileWaits& waits) {
                tell_once(code, waits.what());
                waits_until_[code] = Monotonic::now() + between_tries;
            } catch (const PortError& error) {
                tell_once(code, error.what());
                if (error.advice() != Advice::fix_configuration) {
                    throw;
                }
            }
        }
    }

private:
    bool is_supplier(const Parts& parts, const std::string& code) {
        if (suppliers_.contains(code)) {
            return true;
        }
        if (const auto asked = asked_.find(code);
            asked != asked_.end() && Monotonic::now() - asked->second < between_questions) {
            return false;
        }
        asked_[code] = Monotonic::now();
        if (known_supplier(parts, code)) {
            suppliers_.insert(code);
            return true;
        }
        tell_once(code, "no supplier has this code; its files stay where they are");
        return false;
    }

    void read_all(const Parts& parts, const std::string& code) {
        const door::Taken taken = folder_.take(code);
        for (const std::string& problem : taken.problems) {
            tell_once(code, problem);
        }
        if (!taken.files.empty()) {
            static_cast<void>(greeted(parts));  // its errors are of no single file
        }
        for (const door::DroppedFile& file : taken.files) {
            try {
                read_one(parts, file);
            } catch (const PortError& error) {
                // Of this file alone: it stays in `.taken` until it can be read or moved.
                if (error.advice() != Advice::fix_configuration) {
                    throw;
                }
                tell_once(code, error.what());
            }
        }
    }

    void read_one(const Parts& parts, const door::DroppedFile& file) {
        try {
            put_away(parts, file, read(parts, file));
        } catch (const PortError& error) {
            if (error.advice() != Advice::fix_data) {
                throw;
            }
            folder_.refuse(file, error.what());
            log_warning("drop_refused", {{"supplier", file.supplier}, {"why", error.what()}});
        }
    }

    static ImportReport read(const Parts& parts, const door::DroppedFile& dropped) {
        const SpooledFile copy;
        const SpooledBytes bytes =
            copy_bytes(dropped.path, copy.path(), parts.config.import.file_bytes_max);
        IncomingFile file;
        file.supplier_code = dropped.supplier;
        file.name = dropped.name;
        file.path = copy.path();
        file.size = bytes.size;
        file.sha256 = bytes.sha256;
        file.channel = "drop";
        file.arrived = dropped.arrived;
        file.sender = parts.config.drop.root + "/" + dropped.supplier;
        return import_local(parts, std::move(file));
    }

    void put_away(const Parts& parts, const door::DroppedFile& file, const ImportReport& report) {
        if (!report.may_be_kept) {
            folder_.discard(file, sentences(report));
        } else if (report.outcome == ImportOutcome::refused) {
            folder_.refuse(file, sentences(report), report.masked.path);
        } else {
            folder_.archive(file, parts.clock.now().substr(0, 7), sentences(report),
                            report.masked.path);
        }
        log_event("drop_read", {{"supplier", file.supplier},
                                {"name", file.name},
                                {"lines", std::to_string(report.lines)}});
    }

    void tell_once(const std::string& code, const std::string& why) {
        if (told_.size() > told_max) {
            told_.clear();
        }
        if (told_.insert(code + '\n' + why).second) {
            log_warning("drop_folder", {{"folder", code}, {"why", why}});
        }
    }

    door::DropFolder folder_;
    std::set<std::string> suppliers_;
    std::map<std::string, Monotonic::time_point> asked_;
    std::map<std::string, Monotonic::time_point> waits_until_;
    std::set<std::string> told_;
};

}  // namespace

bool known_supplier(const Parts& parts, const std::string& code) {
    odoo::OdooFileStore store(parts.session, company_of(greeted(parts)));
    try {
        static_cast<void>(store.directory(code));
        return true;
    } catch (const PortError& error) {
        if (error.advice() != Advice::fix_data) {
            throw;
        }
        return false;
    }
}

ServePart drop_part(const Parts& parts) {
    const auto watcher = std::make_shared<Watcher>(parts);
    return {"drop", between_looks, [watcher](const Parts& own) { watcher->look(own); }};
}

}  // namespace quittance
