"""Run in odoo shell: what could be called at all. Prints one JSON object.

`models`: {model: [abstract, an id that exists or 0]}; `ours`: [model, method, arguments that it
needs besides records, whether it is called without records] for every public method that the
addon itself brings or overrides.
"""

import inspect
import json

ADDON = "odoo.addons.quittance."
ORM = {"create", "write", "unlink", "read", "search", "copy"}


def some_id(model):
    if model._abstract or not model._auto and not model._table_query:
        return 0
    env.cr.execute(  # noqa: F821
        "SELECT 1 FROM pg_tables WHERE tablename = %s", [model._table])
    if not env.cr.fetchone():  # noqa: F821
        return 0
    env.cr.execute(f'SELECT COALESCE(MIN(id), 0) FROM "{model._table}"')  # noqa: F821
    return env.cr.fetchone()[0]  # noqa: F821


def needed(function):
    """The arguments without a default, besides self."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return [one.name for one in parameters if one.default is one.empty
            and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]


def ours(model):
    """The public methods that classes of the addon define for a model."""
    names = {name for part in type(model).__mro__ if part.__module__.startswith(ADDON)
             for name, value in vars(part).items()
             if inspect.isfunction(value) and not name.startswith("_")}
    for name in sorted(names):
        function = getattr(type(model), name)
        if not getattr(function, "_api_private", False):
            yield name, needed(function), hasattr(function, "_api_model")


found = {"models": {}, "ours": []}
for name in sorted(env.registry):  # noqa: F821
    model = env[name]  # noqa: F821
    found["models"][name] = [model._abstract, some_id(model)]
    found["ours"] += [[name, *method] for method in ours(model)]
print(json.dumps(found))
