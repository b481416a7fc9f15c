"""A plant's day, played into a hub (`statushub demo`).

`plant` has the people and machines, `stories` what happens to one fault, `day` the whole day in the order in which the
hub hears of it; `bodies` and `signing` turn that into what the four systems would send, `player` sends it, and `screen`
shows how it goes. `run` is the way in. The same seed gives the same day.
"""
