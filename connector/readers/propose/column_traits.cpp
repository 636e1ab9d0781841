#include "readers/propose/column_traits.hpp"

#include "readers/propose/doubt.hpp"
#include "readers/propose/header_words.hpp"
#include "readers/values/folded.hpp"
#include "readers/values/number_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace quittance {
namespace {

/// A name in lower case without accents and surplus blanks: `Quantité ` is `quantite`.
std::string plain_name(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 11> accents = {
        {{"é", "e"},
         {"è", "e"},
         {"ê", "e"},
         {"à", "a"},
         {"â", "a"},
         {"î", "i"},
         {"ï", "i"},
         {"ô", "o"},
         {"û", "u"},
         {"ù", "u"},
         {"ç", "c"}}};
    std::string name = folded(trimmed(text));
    for (const auto& [from, to] : accents) {
        for (std::size_t at = name.find(from); at != std::string::npos; at = name.find(from)) {
            name.replace(at, from.size(), to);
        }
    }
    return name;
}

/// A program's name as words: `client.code`, `unit_price` and `unitPrice`.
std::string in_words(std::string_view name) {
    std::string words;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool upper = name[i] >= 'A' && name[i] <= 'Z';
        if (upper && i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z') {
            words.push_back(' ');
        }
        words.push_back(name[i] == '.' || name[i] == '_' ? ' ' : name[i]);
    }
    return words;
}

struct Understood {
    Meaning meaning;
    bool whole;  ///< the name is a known word, not only with one
};

std::optional<Understood> understood_as(const std::string& name) {
    for (const auto& [word, meaning] : header_words) {
        if (name == word) {
            return Understood{meaning, true};
        }
    }
    for (const auto& [word, meaning] : header_words) {
        if (name.starts_with(std::string(word) + ' ') || name.ends_with(' ' + std::string(word))) {
            return Understood{meaning, false};
        }
    }
    return std::nullopt;
}

std::optional<Understood> understood(std::string_view header) {
    const auto as_written = understood_as(plain_name(header));
    return as_written ? as_written : understood_as(plain_name(in_words(header)));
}

/// Whether one of the words stands in the name by itself.
template <typename Words>
bool says(const std::string& name, const Words& words) {
    const std::string padded = ' ' + plain_name(in_words(name)) + ' ';
    return std::any_of(words.begin(), words.end(), [&padded](std::string_view word) {
        return padded.find(' ' + std::string(word) + ' ') != std::string::npos;
    });
}

void doubt_missing(const ProfileColumns& columns, std::vector<Issue>& doubts) {
    if (columns.client.empty()) {
        doubt(doubts, "No column could be told to be the client's: choose it.");
    }
    if (columns.service.empty()) {
        doubt(doubts, "No column could be told to be the service's: choose it.");
    }
    if (columns.price.empty() && columns.amount.empty()) {
        doubt(doubts, "No column could be told to be the price's or the amount's: choose it.");
    }
}

}  // namespace

int header_likeness(const std::vector<std::string>& names) {
    return static_cast<int>(std::count_if(names.begin(), names.end(), [](const std::string& name) {
        return understood(name).has_value();
    }));
}

ProfileColumns propose_columns(const std::vector<std::string>& header, std::vector<Issue>& doubts) {
    ProfileColumns columns;
    std::array<bool, meaning_count> whole{};
    for (const std::string& name : header) {
        const auto meant = understood(name);
        if (!meant) {
            continue;
        }
        const auto place = static_cast<std::size_t>(meant->meaning);
        std::string& taken = columns.*profile_columns[place].field;
        if (taken.empty()) {
            taken = name;
            whole[place] = meant->whole;
            continue;
        }
        const bool better = meant->whole && !whole[place];
        const std::string other = better ? taken : name;
        taken = better ? name : taken;
        whole[place] = whole[place] || meant->whole;
        doubt(doubts,
              "Two columns could be the " + std::string(profile_columns[place].name) + ": '" +
                  taken + "' was taken, '" + other + "' was not. Check it.",
              taken);
    }
    doubt_missing(columns, doubts);
    return columns;
}

void propose_tax(Profile& profile, std::vector<Issue>& doubts) {
    constexpr std::array with = {"ttc", "tvac", "tax incl", "incl tax", "incl vat", "gross"};
    constexpr std::array without = {"ht", "htva", "excl", "excl vat", "excl tax", "net"};
    const ProfileColumns& columns = profile.columns;
    const std::string& name = columns.price.empty() ? columns.amount : columns.price;
    if (name.empty()) {
        return;
    }
    profile.tax_included = says(name, with);
    if (!profile.tax_included && !says(name, without)) {
        doubt(doubts,
              "Nothing in the file says whether prices include tax: they are taken as without. "
              "Ask the supplier.",
              name);
    }
}

}  // namespace quittance
