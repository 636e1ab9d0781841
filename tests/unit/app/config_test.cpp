#include "app/config.hpp"
#include "app/options.hpp"
#include "support/port_error.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace quittance {
namespace {

std::string content(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class ConfigFile : public ::testing::Test {
protected:
    ConfigFile() {
        std::string name = (std::filesystem::temp_directory_path() / "quittance.XXXXXX").string();
        folder = ::mkdtemp(name.data());
        write("key", "s3cret \r\n");
        ::chmod(path("key").c_str(), 0600);
    }
    ~ConfigFile() override { std::filesystem::remove_all(folder); }

    std::string path(const std::string& name) const { return (folder / name).string(); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name)) << text;
    }
    Config read(const std::string& more = "") const {
        write("quittance.toml",
              "[odoo]\nurl = \"http://127.0.0.1:8069\"\ndatabase = \"books\"\n"
              "login = \"connector\"\napi_key_file = \"" +
                  path("key") + "\"\n" + more +
                  "[company]\nid = 1\n[journal]\npath = \"/tmp/journal\"\n");
        return read_config(path("quittance.toml"));
    }
    std::string refusal(const std::string& more) const {
        try {
            (void)read(more);
        } catch (const PortError& error) {
            EXPECT_EQ(error.advice(), Advice::fix_configuration);
            return error.what();
        }
        return "";
    }

    std::filesystem::path folder;
};

TEST_F(ConfigFile, IsReadWithItsKey) {
    const Config config = read("connections = 4\n");
    EXPECT_EQ(config.odoo.connections, 4);
    EXPECT_EQ(config.odoo.api_key.reveal(), "s3cret");
    EXPECT_EQ(config.odoo.transport, "xmlrpc");
}

TEST_F(ConfigFile, UnknownKeyIsRefusedWithItsLine) {
    const std::string text = refusal("conections = 4\n");
    EXPECT_NE(text.find("odoo.conections"), std::string::npos) << text;
    EXPECT_NE(text.find("line 6"), std::string::npos) << text;
}

TEST_F(ConfigFile, WrongTypesAndBoundsAreRefused) {
    EXPECT_NE(refusal("connections = \"4\"\n"), "");
    EXPECT_NE(refusal("[http]\nlisten = \"0.0.0.0:8470\"\n"), "") << "tokens never go in clear";
    EXPECT_EQ(refusal("[http]\nlisten = \"127.0.0.1:8470\"\n"), "");
    EXPECT_NE(refusal("connections = 33\n"), "");
    EXPECT_NE(refusal("transport = \"soap\"\n"), "");
    EXPECT_NE(refusal("[collect]\ncharge_max = 12.50\n"), "") << "money is never floating-point";
    EXPECT_NE(refusal("[collect]\ncharge_max = \"12.505\"\n"), "");
    EXPECT_NE(refusal("connections = = 1\n"), "");
    EXPECT_NE(refusal("[collect]\nchecked_charges = \"pi_1\"\n"), "");
    EXPECT_NE(refusal("[collect]\nchecked_charges = [1]\n"), "");
}

TEST_F(ConfigFile, ListOfTextsMayBeEmpty) {
    EXPECT_TRUE(read("[collect]\nchecked_charges = []\n").collect.checked_charges.empty());
    EXPECT_EQ(read("[collect]\nchecked_charges = [\"pi_1\"]\n").collect.checked_charges,
              std::vector<std::string>{"pi_1"});
}

TEST_F(ConfigFile, MissingFileIsOneSentence) {
    EXPECT_THROW(static_cast<void>(read_config(path("nowhere.toml"))), PortError);
}

TEST_F(ConfigFile, KeyThatOthersMayReadIsRefused) {
    ::chmod(path("key").c_str(), 0640);
    EXPECT_NE(refusal("").find("chmod 600"), std::string::npos);
}

TEST_F(ConfigFile, BareNameOfTheKeyIsASystemdCredential) {
    ::setenv("CREDENTIALS_DIRECTORY", folder.c_str(), 1);
    write("bare.toml",
          "[odoo]\nurl = \"http://127.0.0.1\"\ndatabase = \"b\"\nlogin = \"c\"\n"
          "api_key_file = \"key\"\n[company]\nid = 1\n[journal]\npath = \"j\"\n");
    const Config config = read_config(path("bare.toml"));
    ::unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_EQ(config.odoo.api_key.reveal(), "s3cret");
}

TEST_F(ConfigFile, ExampleIsTheReferenceAndHoldsTheDefaults) {
    EXPECT_EQ(content(QUITTANCE_SOURCE_DIR "/config/quittance.example.toml"), config_reference());
    ::setenv("CREDENTIALS_DIRECTORY", folder.c_str(), 1);
    write("odoo_api_key", "s3cret\n");
    ::chmod(path("odoo_api_key").c_str(), 0600);
    const Config example = read_config(QUITTANCE_SOURCE_DIR "/config/quittance.example.toml");
    ::unsetenv("CREDENTIALS_DIRECTORY");
    const Config defaults = read();
    EXPECT_EQ(example.odoo.connections, defaults.odoo.connections);
    EXPECT_EQ(example.odoo.transport, defaults.odoo.transport);
    EXPECT_EQ(example.odoo.timeout_seconds, defaults.odoo.timeout_seconds);
    EXPECT_EQ(example.import.file_bytes_max, defaults.import.file_bytes_max);
    EXPECT_EQ(example.collect.charge_max_minor, defaults.collect.charge_max_minor);
    EXPECT_EQ(example.collect.run_max_minor, defaults.collect.run_max_minor);
    EXPECT_EQ(example.collect.charges_max, defaults.collect.charges_max);
    EXPECT_EQ(example.collect.checked_charges, defaults.collect.checked_charges);
}

int wrong_call(std::vector<const char*> words) {
    words.insert(words.begin(), "quittance");
    const auto parsed = parse_options(static_cast<int>(words.size()), words.data());
    const auto* const answered = std::get_if<Answered>(&parsed);
    return answered == nullptr ? -1 : answered->exit_code;
}

TEST(Options, WrongCallsEndWithTwo) {
    EXPECT_EQ(wrong_call({"draft"}), 2);
    EXPECT_EQ(wrong_call({"draft", "--period", "2026-13"}), 2);
    EXPECT_EQ(wrong_call({"import", "--supplier", "LAUNDRY"}), 2);
    EXPECT_EQ(wrong_call({"import", "a", "b", "--supplier", "X", "--replaces", "c"}), 2);
    EXPECT_EQ(wrong_call({"collect", "--as-of", "31/10/2026"}), 2);
    EXPECT_EQ(wrong_call({"serve", "--dry-run"}), 2);
    EXPECT_EQ(wrong_call({"bill"}), 2);
    EXPECT_EQ(wrong_call({}), 2);
    EXPECT_EQ(wrong_call({"--help"}), 0);
    EXPECT_EQ(wrong_call({"--config-reference"}), 0);
}

TEST(Options, AreReadIntoTheirPlaces) {
    const std::array words = {"quittance", "import",   "a.csv",   "--supplier",
                              "LAUNDRY",   "--period", "2026-10", "--dry-run",
                              "--json",    "--config", "q.toml"};
    const auto parsed = parse_options(static_cast<int>(words.size()), words.data());
    const auto& options = std::get<Options>(parsed);
    EXPECT_EQ(options.command, Command::import);
    EXPECT_EQ(options.files, std::vector<std::string>{"a.csv"});
    EXPECT_EQ(options.supplier, "LAUNDRY");
    EXPECT_EQ(options.period, "2026-10");
    EXPECT_EQ(options.config, "q.toml");
    EXPECT_TRUE(options.dry_run);
    EXPECT_TRUE(options.json);
}

}  // namespace
}  // namespace quittance
