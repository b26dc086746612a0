local person = dofile(vim.env.PRELUDE)
person.answers['changes a protected file'] = 'Apply'
person.open('migrations/rates.py')
person.go_to('def rate')
person.choose('Let parameter "digits"')
person.said('applied to migrations/rates.py')
person.finish({ after = person.text() })
