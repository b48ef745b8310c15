"""The words of pseudonyms: everyday English for plants, animals, stones, weather and things, written for this purpose.

Nobody minds being called by one of them, each is three to eight letters long, and no two differ by a single
letter, so a slip of the pen makes no other word. The list is part of what a pseudonym is: with one word more or
less everybody would be called otherwise, so it never changes.
"""

from __future__ import annotations

_ALL = (
    "acorn agate alder almond aloe alpine amber anchor anise anvil apple apricot april apron arbor arch aspen atlas "
    "attic autumn avens azure badge bagel bamboo banjo bark barley basil basket bay bayou beach beacon bead beaver "
    "bell berry beryl birch biscuit bloom blossom bluff boat bobbin bonnet book bottle boulder bower bracken "
    "bramble branch brass breeze brick bridge bronze brush bucket buckle bugle bunting butter button cabin cactus "
    "camera camp canal candle canoe canvas canyon caper caramel cardinal carpet carrot castle cedar celery cello "
    "chalk chamber chapel chart cherry chess chestnut chime cider cinnamon circle citron citrus clarinet clay cliff "
    "clock cloud clover cobalt cobble cocoa coconut comet compass copper coral cornet cosmos cottage cotton cove "
    "cradle crane cream creek crescent crimson crocus crown crystal cumin cup curlew curry cushion cypress daffodil "
    "dahlia daisy dawn deer delta denim desk dew diamond dill dolphin domino dory drum dune eagle earth easel ebony "
    "echo elk emerald engine equinox estuary fable falcon feather fennel fern fiddle field fig finch firefly fjord "
    "flag flannel flask fleece flint flute foam forest forge fossil fountain fox foxglove frost fuchsia galaxy "
    "galley garden garland garlic garnet gazelle gecko gentian geode ginger glacier glade glass glen globe granite "
    "grape gravel grotto grove guava guitar hammock harp harvest hawk hazel heath hedge heron hickory hinge holly "
    "honey horizon hyacinth ibex ibis igloo indigo inkwell island ivory ivy jacket jade jasmine jasper jelly jetty "
    "jewel jigsaw jungle juniper kayak kelp kettle keyhole kilt kiosk kite kiwi koala lace ladder lagoon lantern "
    "latch laurel lava lavender leaf lemon lentil lettuce library lichen lilac lily lime linden linnet lion locket "
    "lodge lotus lupin lynx lyric magnet magnolia magpie mallow mango mantle maple marble marina marlin marten "
    "meadow medal melody melon mesa meteor midnight mile mimosa mint mirror mitten moon moose morning mosaic moss "
    "mulberry mural muslin mustard myrtle napkin nectar needle nest nickel north notebook nougat nutmeg oak oasis "
    "oboe ocean ochre octave olive onyx opal orange orbit orchard orchid oregano organ origami oriole osprey otter "
    "owl oyster paddle pagoda palette palm panda pansy papaya paprika parade parcel parsley pasture path peacock "
    "pear pebble pecan pelican pencil peony pepper petal pewter phlox piano piccolo pier pillow pilot pine pippin "
    "planet plateau plaza plum polar pollen pond poppy porch portal postcard prairie prism puffin pumice pumpkin "
    "puzzle quail quarry quartz quill quince quiver rabbit radio radish raft rain rainbow raisin raven reef ribbon "
    "rice ripple river robin roof rose rosemary rowan ruby rudder russet saffron sage sail salmon salt sandal "
    "sapphire satchel satin scarf scarlet seagull sequoia sesame shadow shamrock shell sherbet shore shutter sienna "
    "signal silk silver sketch sky slate sleigh sloop snow sofa sorrel south spark sparrow spice spinach spindle "
    "spiral spring sprout spruce squirrel stable star starling station steam stone stork straw studio sugar summer "
    "summit sundial sunrise surf swan swift sycamore tablet tassel teak temple tent thicket thistle thrush thyme "
    "tide tiger timber toast toffee tomato topaz trail tram treasure trellis trout truffle trumpet tulip tundra "
    "turtle tweed twig twine umbrella upland vanilla velvet verbena verse vessel viola violet violin vista voyage "
    "waffle wagon walnut water wave wheat wheel wind window winter wisteria wombat wood wren yarn yarrow yeast "
    "yogurt zebra zephyr zinc zinnia zodiac "
)
WORDS = tuple(_ALL.split())
