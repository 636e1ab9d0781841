#pragma once

#include "readers/services/column_places.hpp"

#include <array>
#include <string_view>

namespace quittance {

/// A column's name as suppliers write it, folded and without accents, and what it means.
struct HeaderWord {
    std::string_view word;
    Meaning meaning;
};

/// The first word that is the whole name wins; else the first that the name begins with or ends
/// with as a word of its own. French and English; add what new suppliers write.
inline constexpr std::array header_words = {HeaderWord{"id client", Meaning::client},
                                            HeaderWord{"code client", Meaning::client},
                                            HeaderWord{"ref client", Meaning::client},
                                            HeaderWord{"reference client", Meaning::client},
                                            HeaderWord{"n° client", Meaning::client},
                                            HeaderWord{"no client", Meaning::client},
                                            HeaderWord{"numero client", Meaning::client},
                                            HeaderWord{"client id", Meaning::client},
                                            HeaderWord{"client code", Meaning::client},
                                            HeaderWord{"customer id", Meaning::client},
                                            HeaderWord{"customer", Meaning::client},
                                            HeaderWord{"client", Meaning::client},
                                            HeaderWord{"villa", Meaning::client},
                                            HeaderWord{"compte", Meaning::client},
                                            HeaderWord{"prix unitaire", Meaning::price},
                                            HeaderWord{"prix unit", Meaning::price},
                                            HeaderWord{"pu ht", Meaning::price},
                                            HeaderWord{"p.u.", Meaning::price},
                                            HeaderWord{"pu", Meaning::price},
                                            HeaderWord{"tarif", Meaning::price},
                                            HeaderWord{"unit price", Meaning::price},
                                            HeaderWord{"price", Meaning::price},
                                            HeaderWord{"prix", Meaning::price},
                                            HeaderWord{"rate", Meaning::price},
                                            HeaderWord{"montant ht", Meaning::amount},
                                            HeaderWord{"montant", Meaning::amount},
                                            HeaderWord{"total ht", Meaning::amount},
                                            HeaderWord{"total ligne", Meaning::amount},
                                            HeaderWord{"amount", Meaning::amount},
                                            HeaderWord{"total", Meaning::amount},
                                            HeaderWord{"quantite", Meaning::quantity},
                                            HeaderWord{"qte", Meaning::quantity},
                                            HeaderWord{"qty", Meaning::quantity},
                                            HeaderWord{"quantity", Meaning::quantity},
                                            HeaderWord{"nombre", Meaning::quantity},
                                            HeaderWord{"nb", Meaning::quantity},
                                            HeaderWord{"heures", Meaning::quantity},
                                            HeaderWord{"hours", Meaning::quantity},
                                            HeaderWord{"pieces", Meaning::quantity},
                                            HeaderWord{"date prestation", Meaning::date},
                                            HeaderWord{"date de prestation", Meaning::date},
                                            HeaderWord{"date", Meaning::date},
                                            HeaderWord{"jour", Meaning::date},
                                            HeaderWord{"day", Meaning::date},
                                            HeaderWord{"n° ticket", Meaning::ticket},
                                            HeaderWord{"ticket", Meaning::ticket},
                                            HeaderWord{"n° bon", Meaning::ticket},
                                            HeaderWord{"bon", Meaning::ticket},
                                            HeaderWord{"n° commande", Meaning::ticket},
                                            HeaderWord{"commande", Meaning::ticket},
                                            HeaderWord{"order", Meaning::ticket},
                                            HeaderWord{"order id", Meaning::ticket},
                                            HeaderWord{"type", Meaning::service},
                                            HeaderWord{"prestation", Meaning::service},
                                            HeaderWord{"service", Meaning::service},
                                            HeaderWord{"article", Meaning::service},
                                            HeaderWord{"libelle", Meaning::service},
                                            HeaderWord{"designation", Meaning::service},
                                            HeaderWord{"intervention", Meaning::service},
                                            HeaderWord{"item", Meaning::service},
                                            HeaderWord{"type de service", Meaning::service},
                                            HeaderWord{"commentaire", Meaning::comment},
                                            HeaderWord{"remarque", Meaning::comment},
                                            HeaderWord{"note", Meaning::comment},
                                            HeaderWord{"notes", Meaning::comment},
                                            HeaderWord{"comment", Meaning::comment},
                                            HeaderWord{"observation", Meaning::comment},
                                            HeaderWord{"tva", Meaning::tax},
                                            HeaderWord{"taux tva", Meaning::tax},
                                            HeaderWord{"vat", Meaning::tax},
                                            HeaderWord{"tax", Meaning::tax},
                                            HeaderWord{"devise", Meaning::currency},
                                            HeaderWord{"currency", Meaning::currency}};

}  // namespace quittance
