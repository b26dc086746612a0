-- What every scenario uses. It drives the editor as a person would and waits for what that person would see.
local M = { messages = {}, progress = {}, asked = {} }

-- What the person answers to a question, by a pattern in it; what is not listed is dismissed.
M.answers = { ['Do you trust'] = 'Not now' }

function vim.ui.select(items, options, chosen)
  table.insert(M.asked, options.prompt)
  for pattern, answer in pairs(M.answers) do
    if options.prompt:find(pattern) then
      for index, item in ipairs(items) do
        if options.format_item(item) == answer then
          return chosen(item, index)
        end
      end
    end
  end
  chosen(nil, nil)
end

local show = vim.lsp.handlers['window/showMessage']
vim.lsp.handlers['window/showMessage'] = function(err, params, context)
  table.insert(M.messages, params.message)
  return show(err, params, context)
end

vim.api.nvim_create_autocmd('LspProgress', {
  callback = function(event)
    table.insert(M.progress, event.data.params.value)
  end,
})

function M.until_(what, condition)
  assert(vim.wait(60000, condition, 10), 'waited in vain: ' .. what .. '\n' .. vim.inspect(M.messages))
end

function M.open(name)
  vim.cmd.edit(vim.env.PROJECT .. '/' .. name)
  vim.bo.filetype = 'python'
  M.until_('the server', function()
    local client = vim.lsp.get_clients({ name = 'assay' })[1]
    return client and client.initialized and client.attached_buffers[vim.api.nvim_get_current_buf()]
  end)
end

function M.text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n'
end

function M.go_to(pattern)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search(pattern, 'cW') > 0, pattern .. ' is not in the buffer')
end

function M.choose(title)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.title:find(title, 1, true) ~= nil
    end,
  })
end

function M.titles()
  local client = vim.lsp.get_clients({ name = 'assay' })[1]
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = {}, triggerKind = 1 }
  local answer = client:request_sync('textDocument/codeAction', params, 10000, 0)
  return vim.tbl_map(function(action)
    return action.title
  end, answer.result)
end

function M.said(pattern)
  M.until_(pattern, function()
    return vim.iter(M.messages):any(function(message)
      return message:find(pattern) ~= nil
    end)
  end)
end

function M.running()
  M.until_('a report of the run', function()
    return vim.iter(M.progress):any(function(value)
      return value.kind == 'report'
    end)
  end)
end

function M.finish(found)
  for _, client in ipairs(vim.lsp.get_clients()) do
    client:stop()
  end
  M.until_('the end of the server', function()
    return #vim.lsp.get_clients() == 0
  end)
  found.messages, found.asked, found.progress = M.messages, M.asked, M.progress
  io.stdout:write('\nRESULT ' .. vim.json.encode(found) .. '\n')
end

dofile(vim.env.CONFIGURATION)
return M
