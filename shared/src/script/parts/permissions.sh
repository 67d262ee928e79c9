say "$say_done"
