/** The countries of the single market and their neighbours, named in the language of the moment. */
import { language } from '#lib/i18n/index.ts';

const codes =
	'SI AT IT HR HU DE BE BG CY CZ DK EE ES FI FR GR IE LT LU LV MT NL PL PT RO SE SK CH LI NO IS BA RS ME MK'.split(
		' '
	);

export function countryName(code: string): string {
	return new Intl.DisplayNames([language.current], { type: 'region' }).of(code) ?? code;
}

/** Slovenia and its neighbours first, the others by name. */
export function countries(): { value: string; label: string }[] {
	const named = codes.map((value) => ({ value, label: countryName(value) }));
	const sorted = named.slice(5).sort((a, b) => a.label.localeCompare(b.label, language.current));
	return [...named.slice(0, 5), ...sorted];
}
