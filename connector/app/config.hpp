#pragma once

#include "support/secret.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace quittance {

/// The configuration file, checked. Unknown keys are refused. `config_reference()` explains each.
struct Config {
    struct Odoo {
        std::string url;
        std::string database;
        std::string login;
        Secret api_key;
        int connections = 0;
        std::string transport = "xmlrpc";
        int timeout_seconds = 150;
    } odoo;
    struct Company {
        int id = 0;
    } company;
    struct Journal {
        std::string path;
    } journal;
    struct Import {
        std::string profiles_dir;
        std::int64_t file_bytes_max = 64LL * 1024 * 1024;
    } import;
    struct Http {
        std::string listen;  ///< "" no door is opened
        std::string spool = "/var/lib/quittance/spool";
        int connections = 16;
        int upload_seconds = 600;
    } http;
    struct Drop {
        std::string root;  ///< "" nothing is watched
        int settle_seconds = 10;
    } drop;
    struct Runs {
        int lease_seconds = 120;
    } runs;
    struct Collect {
        std::int64_t charge_max_minor = 0;
        std::int64_t run_max_minor = 0;
        int charges_max = 0;
        std::vector<std::string> checked_charges;  ///< provider ids that a person looked at
    } collect;
    std::string path;          ///< of the file itself
    std::string api_key_path;  ///< where the key was read from
};

/// Reads and checks the file. @throws PortError (fix_configuration) with file, line and what to do.
[[nodiscard]] Config read_config(const std::string& path);

/// Every key with its default and meaning: a configuration file that is all comments.
[[nodiscard]] std::string config_reference();

}  // namespace quittance
