// Two cuts of what goes over the wire, made while building: messages without their repeated frame, and plain JSON in the
// place of the framework's serializer. Neither changes what the pages do; `e2e/budget.spec.ts` weighs the result.
import { fileURLToPath } from 'node:url';

const spoken = fileURLToPath(new URL('../src/lib/i18n/spoken.js', import.meta.url));
const json = fileURLToPath(new URL('../src/lib/plain-json.js', import.meta.url));

/** The generated end of a message, which chooses by language. */
const choice =
	/export const (\w+) = \/\*\*[^\n]*\*\/ \(\(inputs(?: = \{\})?, options = \{\}\) => \{\n\tconst locale = [^\n]*\n\tif \(locale === "en"\) return en_\1\(inputs\)\n\tif \(locale === "de"\) return de_\1\(inputs\)\n\treturn sl_\1\(inputs\)\n\}\);\s*$/;
/** A text without inputs. */
const plain = /= \/\*\*[^\n]*?\*\/ \(\) => \{\n\treturn \/\*\*[^\n]*?\*\/ \((`[^`$]*`)\)\n\};/g;

export function leanMessage(code) {
	if (!choice.test(code)) return null;
	return `import { spoken } from ${JSON.stringify(spoken)};\n${code
		.replace(choice, 'export const $1 = /* @__PURE__ */ spoken(sl_$1, en_$1, de_$1);\n')
		.replace(plain, '= $1;')}`;
}

/** @returns {import('vite').Plugin} */
export function lean() {
	return {
		name: 'lean',
		apply: 'build',
		enforce: 'pre',
		resolveId(source) {
			return source === 'devalue' && this.environment.name === 'client' ? json : null;
		},
		transform(code, id) {
			if (!/paraglide[\\/]messages[\\/](?!_)[^\\/]+\.js$/.test(id)) return null;
			const shorter = leanMessage(code);
			return shorter === null ? null : { code: shorter, map: null };
		}
	};
}
