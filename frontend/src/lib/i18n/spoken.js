// A message in the language of the moment. The build puts this in place of the twelve lines that are generated for each
// message (see scripts/lean.mjs): what every message repeats is paid by every visitor.
import { getLocale } from '../paraglide/runtime.js';

/** @typedef {string | ((inputs: unknown) => string)} Said */

/** @param {Said} sl @param {Said} en @param {Said} de */
export function spoken(sl, en, de) {
	/** @param {unknown} [inputs] @param {{ locale?: string }} [options] */
	return (inputs = {}, options = {}) => {
		const locale = options.locale ?? getLocale();
		const said = locale === 'en' ? en : locale === 'de' ? de : sl;
		return typeof said === 'string' ? said : said(inputs);
	};
}

/** @param {string} locale @param {unknown} count @param {Record<string, string>} forms */
export function counted(locale, count, forms) {
	return forms[new Intl.PluralRules(locale).select(Number(count))] ?? forms.other;
}
