#include "app/config.hpp"

#include "adapters/files/private_file.hpp"
#include "domain/money.hpp"
#include "support/port_error.hpp"

#include <toml++/toml.h>

#include <functional>
#include <map>

namespace quittance {
namespace {

[[noreturn]] void refuse(const std::string& path, const toml::source_region& where,
                         const std::string& text) {
    const std::string line =
        where.begin.line > 0 ? ", line " + std::to_string(where.begin.line) : std::string();
    throw PortError(Advice::fix_configuration, path + line + ": " + text);
}

using Taker = std::function<void(const toml::node&)>;

/// Reads the keys of one file, each by its own rule.
class Reader {
public:
    explicit Reader(std::string path) : path_(std::move(path)) {}

    Taker text(std::string& target) {
        return [this, &target](const toml::node& node) {
            const auto value = node.value_exact<std::string>();
            if (!value || value->empty()) {
                refuse(path_, node.source(), "a text in quotes is needed here");
            }
            target = *value;
        };
    }

    template <typename Integer>
    Taker number(Integer& target, std::int64_t least, std::int64_t most) {
        return [this, &target, least, most](const toml::node& node) {
            const auto value = node.value_exact<std::int64_t>();
            if (!value || *value < least || *value > most) {
                refuse(path_, node.source(),
                       "a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most) + " is needed here");
            }
            target = static_cast<Integer>(*value);
        };
    }

    /// Money is written in quotes: TOML's bare 12.50 would be a floating-point number.
    Taker money(std::int64_t& target) {
        return [this, &target](const toml::node& node) {
            const auto value = node.value_exact<std::string>();
            const auto amount = value ? Money::parse(*value, "") : std::nullopt;
            if (!amount || amount->minor() < 0) {
                refuse(path_, node.source(), "an amount in quotes is needed here: \"5000.00\"");
            }
            target = amount->minor();
        };
    }

    Taker texts(std::vector<std::string>& target) {
        return [this, &target](const toml::node& node) {
            const auto* const list = node.as_array();
            if (list == nullptr) {
                refuse(path_, node.source(), "a list of texts is needed here: [\"pi_1\"]");
            }
            for (const auto& one : *list) {
                const auto value = one.value_exact<std::string>();
                if (!value) {
                    refuse(path_, one.source(), "a text in quotes is needed here");
                }
                target.push_back(*value);
            }
        };
    }

    Taker choice(std::string& target, const std::string& first, const std::string& second) {
        return [this, &target, first, second](const toml::node& node) {
            const auto value = node.value_exact<std::string>();
            if (!value || (*value != first && *value != second)) {
                refuse(path_, node.source(), "\"" + first + "\" or \"" + second + "\" is needed");
            }
            target = *value;
        };
    }

    void read(const toml::table& all, const std::map<std::string, Taker>& takers) const {
        for (const auto& [section, node] : all) {
            const auto* const table = node.as_table();
            if (table == nullptr) {
                refuse(path_, node.source(), "'" + std::string(section) + "' is in no section");
            }
            for (const auto& [key, value] : *table) {
                const std::string name = std::string(section) + '.' + std::string(key);
                const auto taker = takers.find(name);
                if (taker == takers.end()) {
                    refuse(path_, value.source(),
                           "'" + name + "' is not known; see quittance --config-reference");
                }
                taker->second(value);
            }
        }
    }

private:
    std::string path_;
};

void require(const Config& config, const std::string& value, const std::string& name) {
    if (value.empty()) {
        throw PortError(Advice::fix_configuration, config.path + ": " + name + " is missing");
    }
}

/// Tokens are not sent in clear over a network: what encrypts stands in front, on this machine.
void check_listener(const Config& config) {
    const std::string& listen = config.http.listen;
    if (!listen.empty() && !listen.starts_with("127.") && !listen.starts_with("[::1]:")) {
        throw PortError(Advice::fix_configuration,
                        config.path +
                            ": [http] listen must be an address of this machine alone "
                            "(127.0.0.1:8470); put a web server with TLS before it");
    }
}

void check(const Config& config) {
    require(config, config.odoo.url, "[odoo] url");
    require(config, config.odoo.database, "[odoo] database");
    require(config, config.odoo.login, "[odoo] login");
    require(config, config.api_key_path, "[odoo] api_key_file");
    require(config, config.journal.path, "[journal] path");
    if (config.company.id == 0) {
        throw PortError(Advice::fix_configuration, config.path + ": [company] id is missing");
    }
    check_listener(config);
}

}  // namespace

Config read_config(const std::string& path) {
    Config config;
    config.path = path;
    Reader reader(path);
    const std::map<std::string, Taker> takers = {
        {"odoo.url", reader.text(config.odoo.url)},
        {"odoo.database", reader.text(config.odoo.database)},
        {"odoo.login", reader.text(config.odoo.login)},
        {"odoo.api_key_file", reader.text(config.api_key_path)},
        {"odoo.connections", reader.number(config.odoo.connections, 0, 32)},
        {"odoo.transport", reader.choice(config.odoo.transport, "xmlrpc", "json2")},
        {"odoo.timeout_seconds", reader.number(config.odoo.timeout_seconds, 1, 3600)},
        {"company.id", reader.number(config.company.id, 1, 2'147'483'647)},
        {"journal.path", reader.text(config.journal.path)},
        {"import.profiles_dir", reader.text(config.import.profiles_dir)},
        {"import.file_bytes_max",
         reader.number(config.import.file_bytes_max, 1, 1024LL * 1024 * 1024)},
        {"http.listen", reader.text(config.http.listen)},
        {"http.spool", reader.text(config.http.spool)},
        {"http.connections", reader.number(config.http.connections, 1, 256)},
        {"http.upload_seconds", reader.number(config.http.upload_seconds, 10, 86'400)},
        {"drop.root", reader.text(config.drop.root)},
        {"drop.settle_seconds", reader.number(config.drop.settle_seconds, 1, 3600)},
        {"runs.lease_seconds", reader.number(config.runs.lease_seconds, 3, 3600)},
        {"collect.charge_max", reader.money(config.collect.charge_max_minor)},
        {"collect.run_max", reader.money(config.collect.run_max_minor)},
        {"collect.charges_max", reader.number(config.collect.charges_max, 0, 1'000'000)},
        {"collect.checked_charges", reader.texts(config.collect.checked_charges)},
    };
    try {
        reader.read(toml::parse_file(path), takers);
    } catch (const toml::parse_error& error) {
        refuse(path, error.source(), std::string(error.description()));
    }
    check(config);
    config.api_key_path = credential_path(config.api_key_path);
    config.odoo.api_key = read_secret(config.api_key_path);
    return config;
}

std::string config_reference() {
    return R"(# Quittance, the connector's configuration. Every key, with its default where it has one.

[odoo]
url = "https://books.example.com"   # http only for this machine itself
database = "books"
login = "quittance-connector"       # a user with the group Connector alone
api_key_file = "odoo_api_key"       # readable by its owner alone; a bare name is looked for
                                    # in $CREDENTIALS_DIRECTORY (systemd's LoadCredential)
connections = 0                     # calls under way at once; 0: one less than Odoo has workers.
                                    # Charging always leaves a worker free for webhooks
transport = "xmlrpc"                # or "json2"
timeout_seconds = 150               # longer than Odoo lets a worker live

[company]
id = 1                              # Odoo's number of the company

[journal]
path = "/var/lib/quittance/witness.journal"   # on another disk than Odoo's database

[import]
profiles_dir = "/etc/quittance/profiles"      # seeds for suppliers without a profile in Odoo
file_bytes_max = 67108864                     # of its own ways in; Odoo's take 64 MB

[http]                              # the door for suppliers' programs; without `listen`: none
# listen = "127.0.0.1:8470"         # this machine alone: a web server with TLS stands before it
spool = "/var/lib/quittance/spool"  # received files, until they are read
connections = 16                    # at once; more wait
upload_seconds = 600                # for one request

[drop]                              # folders that are watched; without `root`: none
# root = "/srv/quittance/drop"      # beneath it a folder for each supplier's code
settle_seconds = 10                 # unchanged for so long: the file is whole

[runs]
lease_seconds = 120                 # a run that is silent for so long gives way to others

[collect]                           # bounds besides those of Odoo's settings
charge_max = "0"                    # per charge, "0": none
run_max = "0"                       # per run, "0": none
charges_max = 0                     # charges per run, 0: none
checked_charges = []                # provider's ids of charges that Odoo does not know and that
                                    # a person has looked at; any other stops collection
)";
}

}  // namespace quittance
