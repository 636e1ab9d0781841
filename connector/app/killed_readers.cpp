#include "app/killed_readers.hpp"

#include "adapters/door/durable_file.hpp"
#include "support/log.hpp"
#include "support/port_error.hpp"

#include <unistd.h>

#include <fstream>

namespace quittance {

std::string KilledReaders::path_of(const std::string& sha256) const {
    return folder_ + '/' + sha256;
}

int KilledReaders::tries_of(const std::string& sha256) const {
    int tries = 0;
    std::ifstream(path_of(sha256)) >> tries;
    return tries;
}

void KilledReaders::note(const std::string& sha256) const {
    try {
        door::make_private_folder(folder_);
        door::DurableFile file(path_of(sha256));
        file.write(std::to_string(tries_of(sha256) + 1) + '\n');
        file.commit();
    } catch (const PortError& error) {
        log_warning("reader_tries_not_kept", {{"sha256", sha256}, {"why", error.what()}});
    }
}

void KilledReaders::forget(const std::string& sha256) const {
    (void)::unlink(path_of(sha256).c_str());
}

}  // namespace quittance
