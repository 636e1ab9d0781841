#pragma once

#include "adapters/odoo/session.hpp"
#include "adapters/odoo/wire.hpp"
#include "ports/file_store.hpp"

#include <string>
#include <utility>

namespace quittance::odoo {

class OdooFileStore final : public FileStore {
public:
    OdooFileStore(Session& session, Company company)
        : session_(session), company_(std::move(company)) {}

    Directory directory(const std::string& supplier_code) override;
    std::optional<Profile> profile(const std::string& supplier_code,
                                   const std::string& name) override;
    void seed_profile(const std::string& supplier_code, const Profile& profile) override;
    OpenedFile open(const IncomingFile& file) override;
    std::vector<Issue> put(FileReading reading, const std::vector<ServiceLine>& lines) override;
    ClosedFile close(FileReading reading, const FileTotals& totals) override;
    SupplierAnswer refuse(FileReading reading, const Issue& reason) override;

private:
    void send_parts(int file_id, const IncomingFile& file);

    Session& session_;
    Company company_;
};

/// Files that wait in Odoo.
class OdooFileQueue final : public FileQueue {
public:
    OdooFileQueue(Session& session, Company company, std::string worker)
        : session_(session), company_(std::move(company)), worker_(std::move(worker)) {}

    std::vector<IncomingFile> claim(int limit, std::int64_t size_max, int lease_seconds) override;
    void fetch(const IncomingFile& file) override;

private:
    Session& session_;
    Company company_;
    std::string worker_;
};

}  // namespace quittance::odoo
