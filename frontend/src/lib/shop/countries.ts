import { intlTags } from '#lib/i18n/locales.ts';
import { language } from '#lib/i18n/index.ts';

/** The Union, Slovenia and its neighbours first. */
const near = ['SI', 'AT', 'IT', 'HR', 'HU', 'DE'];
const union = 'BE BG CY CZ DK EE ES FI FR GR IE LT LU LV MT NL PL PT RO SE SK'.split(' ');

export function countryNames(): { value: string; label: string }[] {
	const tag = intlTags[language.current];
	const names = new Intl.DisplayNames([tag], { type: 'region' });
	const named = (codes: string[]) => codes.map((value) => ({ value, label: names.of(value) ?? value }));
	return [...named(near), ...named(union).sort((a, b) => a.label.localeCompare(b.label, tag))];
}
