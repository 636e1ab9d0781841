#include "fake_books.hpp"

#include "support/port_error.hpp"

#include <algorithm>

namespace quittance::test {

void FakeBooks::called() {
    if (calls_before_failure == 0) {
        throw PortError(Advice::ask_first, "the reply was lost");
    }
    calls_before_failure -= calls_before_failure > 0 ? 1 : 0;
}

Directory FakeBooks::directory(const std::string& /*supplier_code*/) {
    called();
    return whom;
}

std::optional<Profile> FakeBooks::profile(const std::string& /*supplier_code*/,
                                          const std::string& name) {
    called();
    const auto found = profiles.find(name);
    return found == profiles.end() ? std::nullopt : std::optional(found->second);
}

void FakeBooks::seed_profile(const std::string& /*supplier_code*/, const Profile& profile) {
    called();
    profiles.emplace(profile.name, profile);
}

OpenedFile FakeBooks::open(const IncomingFile& file) {
    called();
    if (!file.not_taken.empty()) {
        files.push_back({file, "refused", "", "not_taken", 1});
        return {
            {static_cast<int>(files.size()), 1}, FileStatus::refused, file.not_taken, "", "", {}};
    }
    if (!takes) {
        throw PortError(Advice::fix_data, "it was never read");
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (files[i].file.sha256 != file.sha256) {
            continue;
        }
        const int id = static_cast<int>(i) + 1;
        if (files[i].state == "waiting") {
            files[i].state = "open";
            ++files[i].reading;
        }
        const bool open = files[i].state == "open";
        if (files[i].file.period != file.period && !(open && file.period_counted)) {
            return {{id}, FileStatus::asked, "the same bytes came for another month", "", "", {}};
        }
        if (open && file.anew) {
            std::erase_if(kept, [&](const KeptLine& line) { return line.file_id == id; });
            ++files[i].reading;
        }
        return {{id, files[i].reading},
                open ? FileStatus::resumed : FileStatus::known,
                "",
                files[i].root,
                files[i].file.period,
                {}};
    }
    std::string root = file.sha256;
    for (const auto& earlier : files) {
        root = earlier.file.sha256 == file.replaces_sha256 ? earlier.root : root;
    }
    files.push_back({file, "open", root, "", 1});
    return {{static_cast<int>(files.size()), 1}, FileStatus::opened, "", root, file.period, {}};
}

FakeBooks::KeptFile& FakeBooks::file_of(FileReading reading) {
    KeptFile& file = files.at(static_cast<std::size_t>(reading.file_id) - 1);
    if (file.reading != reading.no) {
        throw FileWaits("another reader began anew");
    }
    return file;
}

std::vector<Issue> FakeBooks::put(FileReading reading, const std::vector<ServiceLine>& lines) {
    called();
    static_cast<void>(file_of(reading));
    std::vector<Issue> problems;
    for (const auto& line : lines) {
        const auto there = std::find_if(kept.begin(), kept.end(), [&](const KeptLine& one) {
            return one.file_id == reading.file_id && one.line.row == line.row;
        });
        if (there == kept.end()) {
            kept.push_back(
                {line, static_cast<int>(kept.size()) + 1, reading.file_id, "reading", 0});
        } else if (there->line.client_id != line.client_id) {
            problems.push_back({"other_values", "", line.row, ""});
        }
    }
    return problems;
}

void FakeBooks::settle(KeptLine& line) {
    const auto live = [&](const KeptLine& one) {
        return &one != &line && one.line.key == line.line.key && one.state != "reading" &&
               one.state != "superseded" && one.state != "rejected";
    };
    const auto other = std::find_if(kept.begin(), kept.end(), live);
    if (other == kept.end()) {
        line.state = line.line.problems.empty() ? "billable" : "quarantine";
    } else {
        line.state = other->line.content == line.line.content ? "superseded" : "quarantine";
    }
}

ClosedFile FakeBooks::close(FileReading reading, const FileTotals& totals) {
    called();
    KeptFile& file = file_of(reading);
    std::vector<KeptLine*> mine;
    for (auto& line : kept) {
        if (line.file_id == reading.file_id) {
            mine.push_back(&line);
        }
    }
    Money sum;
    for (const auto* line : mine) {
        sum += line->line.amount.value_or(Money());
    }
    if (static_cast<int>(mine.size()) != totals.lines || sum.minor() != totals.amount.minor()) {
        throw PortError(Advice::fix_data, "count or sum differ from what was put");
    }
    ClosedFile closed;
    for (auto* line : mine) {
        if (line->state == "reading") {
            settle(*line);
        }
        ++closed.states[line->state].count;
    }
    file.state = "closed";
    return closed;
}

SupplierAnswer FakeBooks::refuse(FileReading reading, const Issue& reason) {
    called();
    KeptFile& file = file_of(reading);
    file.state = "refused";
    file.refused = reason.code;
    return {"refused in the supplier's words", {{reason.code, "told", 0, ""}}, 0};
}

DraftPage FakeBooks::lines(const std::string& period, int after_id) {
    called();
    constexpr std::size_t page_size = 3;  // small, so that tests turn pages
    DraftPage page;
    for (const auto& one : kept) {
        if (one.state != "billable" || one.id <= after_id || one.line.period > period) {
            continue;
        }
        if (page.lines.size() == page_size) {
            page.next = page.lines.back().id;
            break;
        }
        UnbilledLine line;
        line.id = one.id;
        line.client_id = one.line.client_id;
        line.product_id = one.line.service_id;
        line.own_period = one.line.period;
        line.name = one.line.service_code;
        line.quantity = Decimal::parse(one.line.quantity).value_or(Decimal());
        line.price = Decimal::parse(one.line.price).value_or(Decimal());
        line.amount = one.line.amount.value();
        page.lines.push_back(line);
    }
    for (const auto& [key, status] : standing) {
        page.months.push_back({key, status, ""});
    }
    return page;
}

Accounting FakeBooks::accounting(const std::vector<ClientProduct>& pairs) {
    called();
    Accounting accounting;
    for (const auto& pair : pairs) {
        accounting.classes[pair] = {700, {20}, {}, {}, true};
    }
    return accounting;
}

DraftedMonth FakeBooks::write(const PlannedMonth& month) {
    DraftedMonth drafted;
    drafted.key = month.key;
    const bool fresh = moves.count(month.key) == 0;
    for (const auto& line : month.lines) {
        KeptLine& one = kept[static_cast<std::size_t>(line.line_id) - 1];
        if (one.state == "billable") {
            const int move =
                moves.emplace(month.key, static_cast<int>(moves.size()) + 1).first->second;
            one.state = "billed";
            one.move_id = move;
            ++drafted.written;
        }
    }
    drafted.move_id = moves[month.key];
    standing[month.key] = MonthStatus::open;
    drafted.outcome = drafted.written == 0 ? MonthOutcome::unchanged
                      : fresh              ? MonthOutcome::created
                                           : MonthOutcome::extended;
    return drafted;
}

std::vector<DraftedMonth> FakeBooks::apply(const std::string& /*period*/,
                                           const std::vector<PlannedMonth>& months) {
    const std::lock_guard lock(mutex_);
    called();
    std::vector<DraftedMonth> answers;
    for (const auto& month : months) {
        answers.push_back(write(month));
    }
    return answers;
}

int FakeBooks::count(const std::string& state) const {
    return static_cast<int>(std::count_if(kept.begin(), kept.end(),
                                          [&](const KeptLine& one) { return one.state == state; }));
}

}  // namespace quittance::test
