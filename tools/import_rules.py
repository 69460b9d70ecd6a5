"""An import rule that names what is allowed, instead of what is forbidden: a new library is asked about, not overlooked."""

from grimp import ImportGraph
from importlinter.application import output
from importlinter.domain import fields
from importlinter.domain.contract import Contract, ContractCheck
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression


class AllowedContract(Contract):
    """The source packages import nothing but the allowed ones.

    Options: `source_modules` and `allowed_modules`, each a set of module expressions (`services.*.domain`); what lies below a
    named module is meant too. External packages are named by their top level: `pydantic`, `datetime`.
    """

    source_modules = fields.SetField(subfield=fields.ModuleExpressionField())
    allowed_modules = fields.SetField(subfield=fields.ModuleExpressionField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        sources = module_expressions_to_modules(graph, self.source_modules)  # type: ignore[arg-type]
        found = sorted(
            (importer, imported)
            for source in sources
            for importer in {source.name, *graph.find_descendants(source.name)}
            for imported in graph.find_modules_directly_imported_by(importer)
            if not any(_is_within(imported, allowed) for allowed in self.allowed_modules)  # type: ignore[attr-defined]
        )
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["found"]:
            output.print_error(f"{importer} imports {imported}, which is not among what this layer may know.")


def _is_within(module: str, allowed: ModuleExpression) -> bool:
    """Whether a module is the named one or lies below it; `*` stands for one name."""
    wanted, given = allowed.expression.split("."), module.split(".")
    return len(given) >= len(wanted) and all(want in ("*", name) for want, name in zip(wanted, given, strict=False))
