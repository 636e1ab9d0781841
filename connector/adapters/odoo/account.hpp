#pragma once

#include "support/secret.hpp"

#include <string>

namespace quittance::odoo {

/// Where Odoo is and who we are there.
struct Account {
    std::string url;  ///< without a path: `https://books.example.com`
    std::string database;
    std::string login;
    Secret api_key;
};

}  // namespace quittance::odoo
