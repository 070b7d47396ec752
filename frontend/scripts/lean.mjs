// Four cuts of what goes over the wire, made while building: messages without their repeated frame, the two functions of
// the messages' runtime that the pages use, plain JSON in the place of the framework's serializer, and no taking over of
// markup that a framework's server would have rendered. None changes what the pages do; `e2e/budget.spec.ts` weighs the
// result.
import { fileURLToPath } from 'node:url';

const spoken = fileURLToPath(new URL('../src/lib/i18n/spoken.js', import.meta.url));
const runtime = fileURLToPath(new URL('../src/lib/i18n/runtime.js', import.meta.url));
const json = fileURLToPath(new URL('../src/lib/plain-json.js', import.meta.url));

/** The generated end of a message, which chooses by language. */
const choice =
	/export const (\w+) = \/\*\*[^\n]*\*\/ \(\(inputs(?: = \{\})?, options = \{\}\) => \{\n\tconst locale = [^\n]*\n\tif \(locale === "en"\) return en_\1\(inputs\)\n\tif \(locale === "de"\) return de_\1\(inputs\)\n\treturn sl_\1\(inputs\)\n\}\);\s*$/;
/** A text without inputs. */
const plain = /= \/\*\*[^\n]*?\*\/ \(\) => \{\n\treturn \/\*\*[^\n]*?\*\/ \((`[^`$]*`)\)\n\};/g;
/** A text with one number in it, a sentence for each plural category. */
const plural =
	/= \/\*\*[^\n]*?\*\/ \(i\) => \{const n = registry\.plural\("(\w\w)", (i\?\.\w+), \{\}\);\n((?:\tif \(n === "\w+"\) return \/\*\*[^\n]*?\*\/ \(`(?:[^`\\]|\\.)*`\);\n)+)\treturn [^\n]*\n\};/g;
const category = /"(\w+)"\) return \/\*\*[^\n]*?\*\/ \((`(?:[^`\\]|\\.)*`)\);/g;

/** The sentences by category; those that are as the last one are left to it. */
function counted(whole, locale, input, branches) {
	const forms = [...branches.matchAll(category)].map(([, name, text]) => [name, text]);
	const other = forms.find(([name]) => name === 'other')?.[1];
	if (other === undefined) return whole;
	const own = forms.filter(([name, text]) => name === 'other' || text !== other);
	return `= (i) => counted("${locale}", ${input}, { ${own.map(([name, text]) => `${name}: ${text}`).join(', ')} });`;
}

export function leanMessage(code) {
	if (!choice.test(code)) return null;
	return `import { counted, spoken } from ${JSON.stringify(spoken)};\n${code
		.replace(choice, 'export const $1 = /* @__PURE__ */ spoken(sl_$1, en_$1, de_$1);\n')
		.replace(plain, '= $1;')
		.replace(plural, counted)}`;
}

/**
 * The application is put up beside the first paint and then takes its place; it never takes over markup. Everything that
 * would is asked for by one flag, so the flag is nailed down and the rest falls away.
 */
const takeover = [
	{
		file: /svelte[\\/]src[\\/]internal[\\/]client[\\/]dom[\\/]hydration\.js$/,
		cuts: [
			['export let hydrating = false;', 'export const hydrating = false;'],
			['\thydrating = value;\n', '']
		]
	},
	{
		file: /kit[\\/]src[\\/]runtime[\\/]client[\\/]client\.js$/,
		cuts: [
			['should_hydrate ? hydrate : mount', 'mount'],
			['await _hydrate(target, data);', '']
		]
	}
];
/** The steps of a component that only count nodes of markup it took over. */
const counting = /^\t*\$\.(?:reset\([\w$]+\)|next\(\d*\)|remove_input_defaults\([\w$]+\));\n/gm;

/** @returns {import('vite').Plugin} */
function mountOnly() {
	return {
		name: 'lean-mount-only',
		apply: 'build',
		enforce: 'post',
		transform(code, id) {
			if (this.environment.name !== 'client') return null;
			if (/\.svelte$/.test(id)) return { code: code.replace(counting, ''), map: null };
			const found = takeover.find(({ file }) => file.test(id));
			if (!found) return null;
			return {
				code: found.cuts.reduce((text, [whole, cut]) => {
					if (!text.includes(whole)) this.error(`"${whole}" is gone from ${id}; the cut must be made anew.`);
					return text.replace(whole, cut);
				}, code),
				map: null
			};
		}
	};
}

/** @returns {import('vite').Plugin[]} */
export function lean() {
	return [messagesAndRuntime(), mountOnly()];
}

/** @returns {import('vite').Plugin} */
function messagesAndRuntime() {
	return {
		name: 'lean',
		apply: 'build',
		enforce: 'pre',
		resolveId(source, importer) {
			if (this.environment.name !== 'client') return null;
			if (source === 'devalue') return json;
			const ours = /paraglide[\\/]|src[\\/]lib[\\/]/.test(importer ?? '');
			return ours && /(^\.\.|paraglide)\/runtime\.js$/.test(source) ? runtime : null;
		},
		transform(code, id) {
			if (!/paraglide[\\/]messages[\\/](?!_)[^\\/]+\.js$/.test(id)) return null;
			const shorter = leanMessage(code);
			return shorter === null ? null : { code: shorter, map: null };
		}
	};
}
