'use strict';

const person = require('../../../../scripts/lib/workbench/host.cjs');

exports.run = async () => {
  const editor = await person.open('mean.py');
  person.goTo(editor, 'digits: int');
  const titles = await person.until(
    'an offer',
    async () => {
      const found = await person.titles(editor);
      return found.length > 0 ? found : undefined;
    },
    220,
  );
  const [[program]] = person.servers().values();
  person.result({ titles, program });
};
