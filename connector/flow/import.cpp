#include "flow/import.hpp"

#include "support/port_error.hpp"
#include "support/sha256.hpp"

#include <algorithm>

namespace quittance {
namespace {

constexpr std::size_t lines_per_call = 1'000;

class Import {
public:
    Import(FileStore& store, Clock& clock, Progress& progress, const ServiceReader& read,
           const ImportRequest& request)
        : store_(store),
          clock_(clock),
          progress_(progress),
          read_(read),
          request_(request),
          file_(request.file) {
        file_.sha256 = sha256_hex(file_.content);
        report_.name = file_.name;
        report_.sha256 = file_.sha256;
    }

    ImportReport run(const ProfileSeed& seed) {
        const Directory directory = store_.directory(file_.supplier_code);
        const Profile profile = find_profile(directory, seed);
        try {
            file_.period =
                file_period(profile, file_.name, request_.period, clock_.today(request_.timezone));
            report_.period = file_.period;
            const ServiceTable table = read_(file_.content, profile);
            bring_in(table, profile, directory);
        } catch (const UnreadableFile& error) {
            refuse(error.issue());
        }
        return std::move(report_);
    }

private:
    Profile find_profile(const Directory& directory, const ProfileSeed& seed) {
        if (file_.profile.empty()) {
            file_.profile = directory.default_profile;
        }
        if (auto kept = store_.profile(file_.supplier_code, file_.profile)) {
            file_.profile = kept->name;
            return *kept;
        }
        const std::string name = file_.profile.empty() ? file_.supplier_code : file_.profile;
        auto seeded = seed(name);
        if (!seeded) {
            throw PortError(Advice::fix_configuration,
                            "The supplier " + file_.supplier_code + " has no profile '" + name +
                                "'. Make one in Odoo (Quittance › Profiles), or put " + name +
                                ".toml into the folder of profiles.");
        }
        file_.profile = seeded->name;
        if (!request_.dry_run) {
            store_.seed_profile(file_.supplier_code, *seeded);
        }
        return *seeded;
    }

    void bring_in(const ServiceTable& table, const Profile& profile, const Directory& directory) {
        ImportTerms terms{request_.company_id, file_.period, file_.sha256, request_.period};
        if (request_.dry_run) {
            report_.outcome = ImportOutcome::planned;
            describe(plan_import(table, profile, directory, terms));
            return;
        }
        const OpenedFile opened = store_.open(file_);
        if (!is_open(opened)) {
            return;
        }
        if (!opened.root_sha256.empty()) {
            terms.root_sha256 = opened.root_sha256;
        }
        const ImportPlan plan = plan_import(table, profile, directory, terms);
        describe(plan);
        put(opened.file_id, plan.lines);
        settle(store_.close(opened.file_id, plan.totals));
    }

    bool is_open(const OpenedFile& opened) {
        report_.message = opened.message;
        switch (opened.status) {
            case FileStatus::opened:
            case FileStatus::resumed:
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
        }
        return false;
    }

    void describe(const ImportPlan& plan) {
        report_.lines = plan.totals.lines;
        report_.total = plan.totals.amount.text();
        report_.unreadable = plan.totals.unreadable;
        report_.problems = plan.problems;
        report_.problems.insert(report_.problems.end(), plan.totals.warnings.begin(),
                                plan.totals.warnings.end());
        std::map<std::string, Money> sums;
        for (const auto& line : plan.lines) {
            const char* const state = line.billable ? "billable" : "quarantine";
            ++report_.states[state].count;
            sums[state] += line.amount.value_or(Money());
        }
        for (const auto& [state, sum] : sums) {
            report_.states[state].amount = sum.text();
        }
    }

    void put(int file_id, const std::vector<ServiceLine>& lines) {
        for (std::size_t at = 0; at < lines.size(); at += lines_per_call) {
            const std::size_t end = std::min(at + lines_per_call, lines.size());
            const std::vector<ServiceLine> batch(lines.begin() + static_cast<std::ptrdiff_t>(at),
                                                 lines.begin() + static_cast<std::ptrdiff_t>(end));
            for (auto& issue : store_.put(file_id, batch)) {
                report_.problems.push_back(std::move(issue));
            }
            progress_.step("lines stored", static_cast<int>(end), static_cast<int>(lines.size()));
        }
    }

    void settle(const ClosedFile& closed) {
        report_.states = closed.states;
        report_.unreadable = closed.unreadable;
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

    void refuse(const Issue& reason) {
        report_.outcome = ImportOutcome::refused;
        report_.message = reason.message;
        report_.problems = {reason};
        if (request_.dry_run) {
            return;
        }
        const OpenedFile opened = store_.open(file_);
        if (is_open(opened)) {
            store_.refuse(opened.file_id, reason);
            report_.outcome = ImportOutcome::refused;
            report_.message = reason.message;
        }
    }

    FileStore& store_;
    Clock& clock_;
    Progress& progress_;
    const ServiceReader& read_;
    const ImportRequest& request_;
    IncomingFile file_;
    ImportReport report_;
};

}  // namespace

ImportReport import_file(FileStore& store, Clock& clock, Progress& progress,
                         const ServiceReader& read, const ProfileSeed& seed,
                         const ImportRequest& request) {
    return Import(store, clock, progress, read, request).run(seed);
}

}  // namespace quittance
