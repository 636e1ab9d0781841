#include "flow/import.hpp"

#include "ports/reader_killed.hpp"
#include "support/port_error.hpp"

#include <algorithm>
#include <limits>

namespace quittance {
namespace {

constexpr std::size_t lines_per_call = 1'000;

class Import {
public:
    Import(FileStore& store, Clock& clock, Progress& progress, const ImportTools& tools,
           const ImportRequest& request)
        : store_(store),
          clock_(clock),
          progress_(progress),
          tools_(tools),
          request_(request),
          file_(request.file),
          reading_{file_.claimed_id, file_.claimed_reading} {
        report_.name = file_.name;
        report_.sha256 = file_.sha256;
    }

    ImportReport run() {
        const Directory directory = store_.directory(file_.supplier_code);
        const auto profile = find_profile(directory);
        if (!profile) {
            refuse({}, no_profile());
            return std::move(report_);
        }
        try {
            find_period(*profile);
            read_through(*profile);
            bring_in(*profile, directory);
        } catch (const UnreadableFile& error) {
            refuse(*profile, error.issue());
        } catch (const ReaderKilled&) {
            if (!request_.last_try) {
                throw;
            }
            refuse(*profile, reader_killed());
        } catch (const PortError& error) {
            if (error.advice() != Advice::fix_data || file_.claimed_id == 0 || request_.dry_run) {
                throw;
            }
            give_up(error.what());
        }
        return std::move(report_);
    }

private:
    static Issue reader_killed() {
        return {"reader_killed",
                "The process that read the file was ended from outside each time that it was "
                "tried: the connector's machine may be short of memory. Nothing is known to be "
                "wrong with the file: read it again once that is put right.",
                0, ""};
    }

    /// A file that waited over the end of a month is of the one in which it came.
    void find_period(const Profile& profile) {
        const bool just_now = file_.arrived.empty();
        file_.period = file_period(profile, file_.name, request_.period,
                                   just_now ? clock_.today(request_.timezone)
                                            : clock_.day_of(file_.arrived, request_.timezone));
        file_.period_counted =
            just_now && profile.period_rule == "previous" && request_.period.empty();
        report_.period = file_.period;
    }

    /// None when there is none, and nobody is there to add it.
    std::optional<Profile> find_profile(const Directory& directory) {
        named_ = !file_.profile.empty();
        if (!named_) {
            file_.profile = directory.default_profile;
        }
        if (auto kept = store_.profile(file_.supplier_code, file_.profile)) {
            file_.profile = kept->name;
            return kept;
        }
        const std::string name = file_.profile.empty() ? file_.supplier_code : file_.profile;
        auto seeded = request_.unattended && named_ ? std::nullopt  // it may be another supplier's
                                                    : tools_.seed(name);
        if (!seeded) {
            if (request_.unattended) {
                return std::nullopt;
            }
            throw PortError(Advice::fix_configuration,
                            "The supplier " + file_.supplier_code + " has no profile '" + name +
                                "'. Make one in Odoo (Quittance › Profiles), or put " + name +
                                ".toml into the folder of profiles.");
        }
        file_.profile = seeded->name;
        if (!request_.dry_run) {
            store_.seed_profile(file_.supplier_code, *seeded);
        }
        return seeded;
    }

    [[nodiscard]] Issue no_profile() const {
        if (named_ && file_.claimed_id == 0) {
            return Issue{"profile_unknown",
                         "The supplier has no profile '" + file_.profile +
                             "'. Send the file again with another name, or make that profile in "
                             "Quittance › Profiles and read the file again.",
                         0, ""};
        }
        return Issue{
            "profile",
            "The supplier has no profile yet: say in Quittance › Profiles how its files are "
            "read. This file is read then.",
            0, ""};
    }

    /// The whole file once, keeping nothing: an unreadable one is refused before anything is sent.
    void read_through(const Profile& profile) {
        const FileFacts facts = count_rows(profile);
        if (facts.card_numbers.empty()) {
            return;
        }
        mask(facts.card_numbers);
        warn_of_cards(facts);
        if (!count_rows(profile).card_numbers.empty()) {
            throw UnreadableFile({"card_number",
                                  "The file holds payment card numbers that could not be masked: "
                                  "it is not kept. Ask the supplier for a file without them.",
                                  0, ""});
        }
    }

    /// From now on the file is its masked copy.
    void mask(const std::vector<std::string>& cards) {
        report_.masked = tools_.mask(file_.path, cards);
        file_.path = report_.masked.path;
        file_.size = report_.masked.size;
        file_.stored_sha256 = report_.masked.sha256;
        file_.masked = static_cast<int>(cards.size());
    }

    /// The masked copy, which is read from now on, does not say that there were any.
    void warn_of_cards(const FileFacts& facts) {
        std::copy_if(facts.warnings.begin(), facts.warnings.end(), std::back_inserter(of_cards_),
                     [](const Issue& issue) { return issue.code == "card_number"; });
    }

    FileFacts count_rows(const Profile& profile) {
        const auto rows = tools_.rows(file_.path, profile, false);
        ReadRow row;
        file_.lines_total = 0;
        while (rows->next(row)) {
            ++file_.lines_total;
        }
        return rows->facts();
    }

    void bring_in(const Profile& profile, const Directory& directory) {
        ImportTerms terms{request_.company_id, file_.period, file_.sha256, request_.period};
        if (request_.dry_run) {
            report_.outcome = ImportOutcome::planned;
            (void)planned(profile, directory, terms, [](const std::vector<ServiceLine>&) {});
            return;
        }
        if (brought_in(profile, directory, terms)) {
            return;
        }
        file_.anew = true;  // the directory was another one when the rows were stored
        if (!brought_in(profile, directory, terms)) {
            throw FileWaits(file_.name + ": another reader reads it otherwise at the same time.");
        }
    }

    /// False: rows are stored already, with other values, by a reader that did not come to the end.
    bool brought_in(const Profile& profile, const Directory& directory, ImportTerms terms) {
        const OpenedFile file = opened();
        if (!is_open(file)) {
            return true;
        }
        if (file_.period_counted && !file.period.empty()) {
            terms.period = file.period;
            report_.period = file.period;
        }
        if (!file.root_sha256.empty()) {
            terms.root_sha256 = file.root_sha256;
        }
        std::vector<Issue> not_stored;
        const FileTotals totals =
            planned(profile, directory, terms, [&](const std::vector<ServiceLine>& lines) {
                for (auto& issue : store_.put(file.reading, lines)) {
                    not_stored.push_back(std::move(issue));
                }
            });
        if (std::any_of(not_stored.begin(), not_stored.end(),
                        [](const Issue& issue) { return issue.code == "other_values"; })) {
            return false;
        }
        report_.problems.insert(report_.problems.end(), not_stored.begin(), not_stored.end());
        settle(store_.close(file.reading, totals));
        return true;
    }

    /// What Odoo will not take lies with the refused files there. Where somebody waits for the
    /// answer, it is said instead, and a file that waits in Odoo is there already.
    OpenedFile opened() {
        try {
            return store_.open(file_);
        } catch (const PortError& error) {
            if (error.advice() != Advice::fix_data || !request_.unattended ||
                file_.claimed_id != 0) {
                throw;
            }
            file_.not_taken = error.what();
            return store_.open(file_);
        }
    }

    bool is_open(const OpenedFile& opened) {
        report_.message = opened.message;
        report_.supplier = opened.supplier;
        switch (opened.status) {
            case FileStatus::opened:
            case FileStatus::resumed:
                reading_ = opened.reading;
                return true;
            case FileStatus::known:
                report_.outcome = ImportOutcome::known;
                return false;
            case FileStatus::asked:
                report_.outcome = ImportOutcome::asked;
                return false;
            case FileStatus::refused:
                report_.outcome = ImportOutcome::refused;
                return false;
            case FileStatus::waiting:
                throw FileWaits(file_.name + ": " + opened.message);
        }
        return false;
    }

    using Send = std::function<void(const std::vector<ServiceLine>&)>;

    /// Plans all lines and hands them on, a thousand at a time; the report tells what they are.
    FileTotals planned(const Profile& profile, const Directory& directory, const ImportTerms& terms,
                       const Send& send) {
        const auto rows = tools_.rows(file_.path, profile, true);
        LinePlanner planner(profile, directory, terms);
        std::vector<ServiceLine> lines;
        int done = 0;
        ReadRow row;
        const auto hand_on = [&] {
            send(lines);
            done += static_cast<int>(lines.size());
            lines.clear();
            progress_.step("lines", done, file_.lines_total);
        };
        while (rows->next(row)) {
            lines.push_back(planner.plan(row));
            if (lines.size() == lines_per_call) {
                hand_on();
            }
        }
        if (!lines.empty()) {
            hand_on();
        }
        return describe(planner.finish(rows->facts()));
    }

    FileTotals describe(ImportFigures figures) {
        std::vector<Issue>& warnings = figures.totals.warnings;
        warnings.insert(warnings.end(), of_cards_.begin(), of_cards_.end());
        report_.lines = figures.totals.lines;
        report_.total = figures.totals.amount.text();
        report_.unreadable = figures.totals.unreadable;
        report_.problems = std::move(figures.problems);
        report_.problems_more = figures.problems_more;
        report_.problems.insert(report_.problems.end(), warnings.begin(), warnings.end());
        report_.states = figures.states;
        return std::move(figures.totals);
    }

    void settle(const ClosedFile& closed) {
        report_.states = closed.states;
        report_.supplier = closed.supplier;
        report_.unreadable = closed.unreadable;
        if (closed.asked) {
            report_.outcome = ImportOutcome::asked;
            report_.message = closed.message;
        }
        for (const auto& problem : closed.problems) {
            const bool told = std::any_of(
                report_.problems.begin(), report_.problems.end(), [&](const Issue& issue) {
                    return issue.row == problem.row && issue.code == problem.code;
                });
            if (!told) {
                report_.problems.push_back(problem);
            }
        }
    }

    void refuse(const Profile& profile, const Issue& reason) {
        report_.outcome = ImportOutcome::refused;
        report_.message = reason.message;
        report_.problems = {reason};
        if (request_.dry_run) {
            return;
        }
        if (!may_be_kept(profile, reason)) {
            drop();
            return;
        }
        const OpenedFile file = opened();
        if (is_open(file)) {
            report_.supplier = store_.refuse(file.reading, reason);
            report_.outcome = ImportOutcome::refused;
            report_.message = reason.message;
        }
    }

    /// Masks what is left to mask; false when card numbers cannot be masked: nothing is kept then.
    bool may_be_kept(const Profile& profile, const Issue& reason) {
        if (reason.code == "card_number") {
            return false;
        }
        try {
            const auto cards = tools_.cards(file_.path, profile);
            if (!cards.empty()) {
                mask(cards);
            }
            return true;
        } catch (const UnreadableFile& error) {
            report_.problems.push_back(error.issue());
            return error.issue().code != "card_number";  // else the process died once more
        } catch (const ReaderKilled&) {
            if (!request_.last_try) {
                throw;
            }
            return true;  // as then
        }
    }

    /// What Odoo has of it goes as well.
    void drop() {
        report_.may_be_kept = false;
        report_.supplier = {"The file was not taken.", {report_.problems.back()}, 0};
        if (file_.claimed_id != 0) {
            store_.refuse(reading_, report_.problems.back());
        }
    }

    /// Odoo will not take the claimed file as it is: it waits no more, and says why. Where it was
    /// read meanwhile, that stands.
    void give_up(const std::string& why) {
        const Issue reason{"not_taken", why, 0, ""};
        report_.outcome = ImportOutcome::refused;
        report_.message = why;
        report_.problems = {reason};
        try {
            report_.supplier = store_.refuse(reading_, reason);
        } catch (const PortError& error) {
            if (error.advice() != Advice::fix_data) {
                throw;
            }
            report_.problems.push_back({"not_taken", error.what(), 0, ""});
        }
    }

    FileStore& store_;
    Clock& clock_;
    Progress& progress_;
    const ImportTools& tools_;
    const ImportRequest& request_;
    IncomingFile file_;
    FileReading reading_;          // as which a claimed file is given up
    bool named_ = false;           // who sent the file named the profile
    std::vector<Issue> of_cards_;  // that were masked
    ImportReport report_;
};

}  // namespace

ImportReport import_file(FileStore& store, Clock& clock, Progress& progress,
                         const ImportTools& tools, const ImportRequest& request) {
    return Import(store, clock, progress, tools, request).run();
}

}  // namespace quittance
