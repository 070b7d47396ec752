// What the pages use of the messages' runtime. The build puts it in the place of the generated one, which also knows
// cookies, headers and routes (see scripts/lean.mjs): our languages come from the address or from what a person chose.

/** @type {() => string} */
export let getLocale = () => 'sl';

/** @param {() => string} by */
export function overwriteGetLocale(by) {
	getLocale = by;
}

/** Named by messages that were not made lean. */
export const experimentalStaticLocale = undefined;
