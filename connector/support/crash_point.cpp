#include "support/crash_point.hpp"

#ifdef QUITTANCE_CRASH_POINTS

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace quittance {
namespace {

constexpr std::array<std::string_view, 4> journal_places = {
    "journal.before_intent", "journal.after_intent", "journal.before_answer",
    "journal.after_answer"};

constexpr std::array<std::string_view, 28> methods = {"hello",
                                                      "run_open",
                                                      "run_beat",
                                                      "run_close",
                                                      "directory",
                                                      "profile_get",
                                                      "profile_seed",
                                                      "file_open",
                                                      "lines_put",
                                                      "file_close",
                                                      "file_refuse",
                                                      "files_claim",
                                                      "draft_lines",
                                                      "draft_context",
                                                      "draft_apply",
                                                      "candidates",
                                                      "release",
                                                      "prepare",
                                                      "execute",
                                                      "book",
                                                      "status",
                                                      "resolve",
                                                      "unfinished",
                                                      "adopt",
                                                      "provider_charges",
                                                      "restore_suspected",
                                                      "audit_claims",
                                                      "report"};

/// Calls that move no money and have no round of their own: large files, previews, tokens, what
/// waits, and what an audit asks or tells where a provider cannot list or has a charge that Odoo
/// lacks.
constexpr std::array<std::string_view, 9> without_rounds = {
    "file_part",       "file_read", "previews_claim", "preview_read", "preview_answer",
    "supplier_tokens", "audit_ask", "audit_orphans",  "quarantine"};

struct Target {
    std::string name;
    long arrival = 1;
};

Target target_of_environment() {
    const char* text = std::getenv("QUITTANCE_CRASH_AT");
    Target target;
    if (text == nullptr) {
        return target;
    }
    target.name = text;
    if (const auto colon = target.name.rfind(':'); colon != std::string::npos) {
        target.arrival = std::strtol(target.name.c_str() + colon + 1, nullptr, 10);
        target.name.resize(colon);
    }
    return target;
}

}  // namespace

std::vector<std::string> crash_points() {
    std::vector<std::string> names(journal_places.begin(), journal_places.end());
    for (const std::string_view method : methods) {
        names.push_back("call.before_" + std::string(method));
        names.push_back("call.after_" + std::string(method));
    }
    return names;
}

void crash_point(std::string_view place, std::string_view detail) {
    static const std::vector<std::string> known = crash_points();
    static const Target target = target_of_environment();
    static std::atomic<long> arrivals{0};
    const std::string name = std::string(place) + std::string(detail);
    const bool elsewhere =
        std::find(without_rounds.begin(), without_rounds.end(), detail) != without_rounds.end();
    if (!elsewhere && std::find(known.begin(), known.end(), name) == known.end()) {
        std::fprintf(stderr, "crash point without an entry in the list: %s\n", name.c_str());
        std::abort();
    }
    if (name == target.name && ++arrivals == target.arrival) {
        std::raise(SIGKILL);
    }
}

}  // namespace quittance

#endif
