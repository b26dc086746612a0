local person = dofile(vim.env.PRELUDE)
person.open('mean.py')
person.until_('an error that is shown', function()
  return #vim.diagnostic.get(0) > 0
end)
local shown = vim.diagnostic.get(0)
vim.fn.cursor(shown[1].lnum + 1, shown[1].col + 1)
person.choose('(tested first)')
person.said('^verified: .*applied to mean.py')
person.until_('the error to be gone', function()
  return #vim.diagnostic.get(0) == 0
end)
person.finish({
  shown = vim.tbl_map(function(each)
    return { line = each.lnum, source = each.source, code = each.code }
  end, shown),
  after = person.text(),
})
