#include "adapters/files/private_file.hpp"

#include "support/port_error.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace quittance {
namespace {

struct stat facts_of(const std::string& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) {
        throw PortError(Advice::fix_configuration, "The file " + path + " is not there.");
    }
    if (!S_ISREG(facts.st_mode)) {
        throw PortError(Advice::fix_configuration, path + " is not a file.");
    }
    return facts;
}

std::ifstream opened(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw PortError(Advice::fix_configuration, "This user may not read " + path + ".");
    }
    return file;
}

}  // namespace

std::string credential_path(const std::string& name) {
    const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr || name.find('/') != std::string::npos) {
        return name;
    }
    return std::string(folder) + '/' + name;
}

Secret read_secret(const std::string& path) {
    const struct stat facts = facts_of(path);
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        throw PortError(Advice::fix_configuration,
                        "Others than its owner may read " + path + "; run: chmod 600 " + path);
    }
    std::ifstream file = opened(path);
    std::string line;
    std::getline(file, line);
    line.erase(line.find_last_not_of(" \t\r") + 1);  // what editors leave behind a key
    Secret secret(line);
    if (secret.empty()) {
        throw PortError(Advice::fix_configuration, "The file " + path + " holds no key.");
    }
    return secret;
}

std::string read_file(const std::string& path, std::int64_t bytes_max) {
    const struct stat facts = facts_of(path);
    if (facts.st_size > bytes_max) {
        throw PortError(Advice::fix_data, path + " has " + std::to_string(facts.st_size) +
                                              " bytes; at most " + std::to_string(bytes_max) +
                                              " are read ([import] file_bytes_max).");
    }
    std::ifstream file = opened(path);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    if (!file) {
        throw PortError(Advice::fix_configuration, path + " cannot be read.");
    }
    return bytes.str();
}

}  // namespace quittance
