-- The person's very first keystroke in the buffer comes when the edit is already on its way: the server cannot know.
local person = dofile(vim.env.PRELUDE)
person.open('mean.py')
person.go_to('def _rounded')
local version = vim.lsp.util.buf_versions[vim.api.nvim_get_current_buf()]
person.choose('(tested first)')
person.said("choose 'Apply pending'")
local apply = vim.lsp.handlers['workspace/applyEdit']
local answer
vim.lsp.handlers['workspace/applyEdit'] = function(err, params, context)
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { '# typed at the last moment', '# twice' })
  answer = apply(err, params, context)
  return answer
end
person.choose('Apply pending: ')
person.said('neither the text before nor the verified one')
person.finish({ version = version, answer = answer, after = person.text() })
