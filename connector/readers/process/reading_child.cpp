#include "readers/cards_in_file.hpp"
#include "readers/mask/masked_file.hpp"
#include "readers/open_services.hpp"
#include "readers/process/reading_process.hpp"
#include "readers/process/row_frame.hpp"
#include "readers/propose/propose_profile.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <new>
#include <string>

namespace quittance {
namespace {

constexpr int order_descriptor = 3;
constexpr std::size_t piece_size = 64 * 1024;
constexpr int copy_descriptor = 4;
constexpr std::size_t order_size_max = 4 * 1024 * 1024;
constexpr rlim_t seconds_to_die = 5;

std::string read_all(int descriptor) {
    std::string all;
    std::array<char, 4096> piece{};
    for (;;) {
        const ssize_t count = ::read(descriptor, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0 || all.size() > order_size_max) {
            return all;
        }
        all.append(piece.data(), static_cast<std::size_t>(count));
    }
}

/// False when the parent is gone: nobody waits for rows any more.
bool write_all(const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t count = ::write(STDOUT_FILENO, bytes.data() + at, bytes.size() - at);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        at += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    return true;
}

void limit(__rlimit_resource_t what, rlim_t soft, rlim_t hard) {
    const rlimit both{soft, hard};
    (void)::setrlimit(what, &both);
}

void limit(__rlimit_resource_t what, rlim_t most) {
    limit(what, most, most);
}

/// Takes from this process what reading a file does not need.
void confine(const ReadingOrder& order) {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, static_cast<rlim_t>(order.copy_bytes));
    // The soft limit ends it with SIGXCPU; at the hard one it would be SIGKILL, as from outside.
    const auto seconds = static_cast<rlim_t>(order.cpu_seconds);
    limit(RLIMIT_CPU, seconds, seconds + seconds_to_die);
#if !defined(__SANITIZE_ADDRESS__)
    limit(RLIMIT_AS, static_cast<rlim_t>(order.memory_bytes));
#endif
    (void)::signal(SIGXFSZ, SIG_IGN);  // a write answers it instead
    (void)::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void read_all_rows(ServiceRows& rows, std::string& frames) {
    ReadRow row;
    while (rows.next(row)) {
        append_row(frames, row);
        if (frames.size() >= piece_size) {
            if (!write_all(frames)) {
                return;
            }
            frames.clear();
        }
    }
    append_facts(frames, rows.facts());
}

void carry_out(const ReadingOrder& order, std::string& frames) {
    constexpr const char* file = "/proc/self/fd/0";
    switch (order.wish) {
        case ReadingOrder::Wish::rows:
            read_all_rows(*open_services(file, order.profile, order.with_raw), frames);
            break;
        case ReadingOrder::Wish::look:
            append_look(frames, look_at(file, order.profile));
            break;
        case ReadingOrder::Wish::propose:
            append_look(frames, propose_profile(file, order.file_name));
            break;
        case ReadingOrder::Wish::cards: {
            FileFacts facts;
            facts.card_numbers = cards_in_file(file, order.profile);
            append_facts(frames, facts);
            break;
        }
        case ReadingOrder::Wish::mask:
            write_masked(file, copy_descriptor, order.card_numbers);
            append_facts(frames, {});
            break;
    }
}

}  // namespace

int read_rows_for_parent() {
    std::string frames;
    frames.reserve(2 * piece_size);
    try {
        const ReadingOrder order = read_order(read_all(order_descriptor));
        confine(order);
        carry_out(order, frames);
    } catch (const UnreadableFile& error) {
        append_unreadable(frames, error.issue());
    } catch (const NoRoom&) {
        return exit_no_room;
    } catch (const std::bad_alloc&) {
        frames.clear();
        append_unreadable(frames, {"file_bomb",
                                   "The file needs more memory than a list of services may. Ask "
                                   "the supplier for a smaller or plainer file.",
                                   0, ""});
    }
    return write_all(frames) ? 0 : 1;
}

}  // namespace quittance
