#pragma once

#include "ports/file_store.hpp"

#include <string>
#include <unordered_map>

namespace quittance {

/// Who is meant: the id, or 0 and the code of whoever comes nearest ("" when nobody does).
struct Match {
    int id = 0;
    std::string suggestion{};
};

/// Finds clients and services by the codes (services also by the names) that suppliers write.
/// Upper and lower case (A to Z) are the same; nothing is accepted that only resembles a code, or
/// that several clients or services are called. Odoo compares alike (models/codes.py).
class DirectoryLookup {
public:
    explicit DirectoryLookup(const Directory& directory);

    [[nodiscard]] Match client(const std::string& code) const;
    [[nodiscard]] Match service(const std::string& code_or_name) const;

private:
    using Index = std::unordered_map<std::string, int>;
    using Nearest = std::unordered_map<std::string, std::string>;

    static void add(Index& index, const std::string& text, int id);
    static Match found_in(const Index& index, const std::string& text);
    static std::string near_once(Nearest& known, const std::vector<Coded>& all,
                                 const std::string& code);

    const Directory& directory_;
    Index clients_;
    Index services_;
    mutable Nearest near_clients_;  // of codes that nobody has
    mutable Nearest near_services_;
};

}  // namespace quittance
