/** Where the desk looks things up, and what it finds, in words; the registers' own public pages. */
import type { CheckResult, CheckSource } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

const sources: Record<CheckSource, () => string> = {
	register: m.desk_check_register,
	vies: m.desk_check_vies,
	tax_register: m.desk_check_tax_register,
	bank_account: m.desk_check_bank_account,
	identity: m.desk_check_identity
};
export const checkSource = (source: CheckSource): string => sources[source]();

/** Pages that anybody may open; what a bank or a document says has none. */
export const checkPages: Partial<Record<CheckSource, string>> = {
	register: 'https://www.ajpes.si/prs/',
	vies: 'https://ec.europa.eu/taxation_customs/vies/',
	tax_register: 'https://www.fu.gov.si/e_storitve/seznami_davcnih_zavezancev'
};

const results: Record<CheckResult, [StateKind, () => string]> = {
	agrees: ['ok', m.desk_check_agrees],
	differs: ['you', m.desk_check_differs],
	not_found: ['no', m.desk_check_not_found]
};
export function checkState(result: CheckResult): { kind: StateKind; text: string } {
	const [kind, text] = results[result];
	return { kind, text: text() };
}
export const checkResults = (): { value: CheckResult; label: string }[] =>
	(Object.keys(results) as CheckResult[]).map((value) => ({ value, label: results[value][1]() }));
