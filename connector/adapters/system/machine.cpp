#include "adapters/system/machine.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <filesystem>

namespace quittance::system {

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) {
        return "unknown host";
    }
    return name.data();
}

std::string user_at_host() {
    struct passwd entry {};
    struct passwd* found = nullptr;
    std::array<char, 4096> texts{};
    const uid_t id = ::geteuid();
    const bool known =
        ::getpwuid_r(id, &entry, texts.data(), texts.size(), &found) == 0 && found != nullptr;
    return (known ? entry.pw_name : std::to_string(id)) + '@' + host_name();
}

FileFacts file_facts(const std::string& path) {
    FileFacts facts;
    struct stat status {};
    facts.exists = ::stat(path.c_str(), &status) == 0;
    if (facts.exists) {
        facts.others_may_read = (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
        facts.others_may_write = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    }
    std::filesystem::path place = std::filesystem::absolute(path);
    while (::stat(place.c_str(), &status) != 0 && place.has_parent_path() &&
           place != place.parent_path()) {
        place = place.parent_path();
    }
    facts.device = status.st_dev;
    struct statvfs space {};
    if (::statvfs(place.c_str(), &space) == 0) {
        facts.free_bytes = space.f_bavail * space.f_frsize;
    }
    return facts;
}

}  // namespace quittance::system
