#pragma once

#include "ports/draft_store.hpp"
#include "ports/file_store.hpp"

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace quittance::test {

/// Odoo's billing half in memory: files, lines by their keys, months. It behaves as
/// docs/rpc_contract.md says; what only a database can do (locks, rollbacks) it does not have.
class FakeBooks final : public FileStore, public DraftStore {
public:
    struct KeptLine {
        ServiceLine line;
        int id = 0;
        int file_id = 0;
        std::string state = "reading";
        int move_id = 0;
    };
    struct KeptFile {
        IncomingFile file;
        std::string state = "open";
        std::string root;
        std::string refused;  ///< the reason's code
        int reading = 1;
    };

    Directory whom;
    std::map<std::string, Profile> profiles;  ///< by name, of the only supplier
    std::vector<KeptFile> files;
    std::vector<KeptLine> kept;
    std::map<MonthKey, int> moves;
    std::map<MonthKey, MonthStatus> standing;
    bool takes = true;              ///< false: no file can be opened
    int calls_before_failure = -1;  ///< >= 0: so many calls work, the next throws

    Directory directory(const std::string& supplier_code) override;
    std::optional<Profile> profile(const std::string& supplier_code,
                                   const std::string& name) override;
    void seed_profile(const std::string& supplier_code, const Profile& profile) override;
    OpenedFile open(const IncomingFile& file) override;
    std::vector<Issue> put(FileReading reading, const std::vector<ServiceLine>& lines) override;
    ClosedFile close(FileReading reading, const FileTotals& totals) override;
    SupplierAnswer refuse(FileReading reading, const Issue& reason) override;

    DraftPage lines(const std::string& period, int after_id) override;
    Accounting accounting(const std::vector<ClientProduct>& pairs) override;
    std::vector<DraftedMonth> apply(const std::string& period,
                                    const std::vector<PlannedMonth>& months) override;

    [[nodiscard]] int count(const std::string& state) const;

private:
    void called();
    KeptFile& file_of(FileReading reading);
    void settle(KeptLine& line);
    DraftedMonth write(const PlannedMonth& month);

    std::mutex mutex_;
};

}  // namespace quittance::test
