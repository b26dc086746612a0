/** The part of the compiled logger that the workbench uses, in plain JavaScript: each line goes to its file at once. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  constructor(file) {
    this.file = file;
    this.level = LEVELS.indexOf('info');
    this.bare = false;
  }

  write(level, text) {
    if (LEVELS.indexOf(level) < this.level) {
      return;
    }
    fs.appendFileSync(this.file, this.bare ? text : `${new Date().toISOString()} [${level}] ${text}\n`);
  }

  setLevel(level) {
    this.level = level;
  }

  clearFormatters() {
    this.bare = true;
  }

  setPattern() {}

  flush() {}

  drop() {}
}

for (const level of LEVELS) {
  Logger.prototype[level] = function (text) {
    this.write(level, text);
  };
}

async function open(_name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(file);
}

module.exports = { createRotatingLogger: open, createAsyncRotatingLogger: open, setFlushOn() {} };
