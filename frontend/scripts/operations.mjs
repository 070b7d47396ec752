// The operations of the API by method and address, for the types of `src/lib/api/client.ts`: part of `npm run api`, and like
// the shapes not committed. A parameter of an address is written `{}`, since only its place matters.
import { readFileSync, writeFileSync } from 'node:fs';

const { paths } = JSON.parse(readFileSync('../docs/openapi.json', 'utf8'));
const shapes = readFileSync('src/lib/api/generated/types.gen.ts', 'utf8');
const named = new Set([...shapes.matchAll(/^export type (\w+)/gm)].map(([, name]) => name));
const pascal = (id) => id.replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase());

const methods = { get: [], post: [], put: [], patch: [], delete: [] };
for (const [path, item] of Object.entries(paths)) {
	for (const [method, operation] of Object.entries(item)) {
		if (!(method in methods)) continue;
		const name = pascal(operation.operationId);
		if (!named.has(`${name}Data`)) throw new Error(`${operation.operationId}: there is no type ${name}Data`);
		const answer = named.has(`${name}Response`) ? `t.${name}Response` : 'void';
		const address = path.replace(/^\/api\/v1/, '').replace(/\{\w+\}/g, '{}');
		methods[method].push(
			`\t\t'${address}': { answer: ${answer}; body: t.${name}Data['body']; query: t.${name}Data['query'] };`
		);
	}
}
const all = Object.entries(methods).map(
	([method, lines]) => `\t${method.toUpperCase()}: {\n${lines.join('\n')}\n\t};`
);
writeFileSync(
	'src/lib/api/generated/operations.gen.ts',
	`import type * as t from './types.gen.ts';\n\nexport interface Operations {\n${all.join('\n')}\n}\n`
);
