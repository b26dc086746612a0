'use strict';

const person = require('../../../../scripts/lib/workbench/host.cjs');

exports.run = person.scenario(async () => {
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
  const programs = [...person.servers().values()].map((line) => line[0]);
  person.result({ titles, programs });
});
