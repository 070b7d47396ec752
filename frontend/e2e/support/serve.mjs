// Starts the real binary on an empty folder and leaves the first administrator's password beside it for the tests.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = process.env.E2E_FOLDER;
mkdirSync(folder, { recursive: true });
const target = process.env.CARGO_TARGET_DIR ?? resolve('..', 'target');
const binary = process.env.MODROTISK_BINARY ?? join(target, 'debug', 'modrotisk');
if (!existsSync(binary)) {
	console.error(
		`There is no binary at ${binary}. Build it with \`cargo build\`, or name it with MODROTISK_BINARY.`
	);
	process.exit(1);
}
const env = {
	...process.env,
	MODROTISK_DEMO: '1',
	MODROTISK_DATA_DIR: join(folder, 'data'),
	MODROTISK_PORT: process.env.E2E_PORT,
	MODROTISK_FRONTEND_DIR: process.env.MODROTISK_FRONTEND_DIR ?? resolve('build')
};
const words = execFileSync(
	binary,
	['admin', 'create', '--email', 'skrbnica@example.org', '--name', 'Skrbnica'],
	{ env, encoding: 'utf8' }
);
writeFileSync(join(folder, 'admin.txt'), words);

const log = openSync(join(folder, 'server.log'), 'w');
const server = spawn(binary, ['serve'], { env, stdio: ['ignore', log, log] });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 0));
