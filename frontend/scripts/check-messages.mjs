// Every message exists in all three languages, once, in the same file, and counts in Slovenian have all four forms.
import { readdir, readFile } from 'node:fs/promises';

const languages = ['sl', 'en', 'de'];
const faults = [];
const settings = JSON.parse(await readFile('project.inlang/settings.json', 'utf8'));
const listed = settings['plugin.inlang.messageFormat'].pathPattern.map((path) => path.split('/').pop());
const seen = new Map();

for (const file of await readdir('messages/sl')) {
	// Problem texts are fetched as they are, see src/lib/api/problem-texts.ts.
	if (file !== 'problems.json' && !listed.includes(file))
		faults.push(`${file} is not listed in project.inlang/settings.json`);
	// English problem texts come from the server itself.
	const spoken = file === 'problems.json' ? ['sl', 'de'] : languages;
	const texts = {};
	for (const language of spoken) {
		try {
			texts[language] = JSON.parse(await readFile(`messages/${language}/${file}`, 'utf8'));
		} catch (reason) {
			faults.push(`messages/${language}/${file}: ${reason.message}`);
			texts[language] = {};
		}
	}
	const keys = new Set(spoken.flatMap((language) => Object.keys(texts[language])));
	for (const key of keys) {
		for (const language of spoken) {
			if (!(key in texts[language])) faults.push(`${key} is missing in messages/${language}/${file}`);
		}
		if (file === 'problems.json') continue;
		if (seen.has(key)) faults.push(`${key} stands in ${seen.get(key)} and in ${file}`);
		seen.set(key, file);
		for (const variant of [texts.sl[key]].flat()) {
			if (typeof variant !== 'object' || !JSON.stringify(variant.declarations ?? '').includes('plural'))
				continue;
			for (const form of ['one', 'two', 'few', 'other']) {
				if (
					!Object.keys(variant.match).some(
						(selector) => selector.includes(`=${form}`) || selector.includes('=*')
					)
				)
					faults.push(`${key} (sl) has no form "${form}"`);
			}
		}
	}
}

if (faults.length > 0) {
	console.error(faults.join('\n'));
	process.exit(1);
}
console.log(`${seen.size} messages in ${languages.length} languages`);
